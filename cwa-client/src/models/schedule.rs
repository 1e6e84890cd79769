//! Schedules of scripts. The types here are read and sent alike unless they are called `New`.

use super::batch::ScriptParameter;
use super::contact::ContactV2;
use super::location::Location;
use super::macros::{body, model};
use super::reference::Ref;
use super::script_run::ComputerSummary;
use super::script_v2::ScriptV2;
use crate::ids::{ClientId, ComputerId, GroupId, LocationId, NetworkDeviceId, ScriptId, ScriptScheduleId, SearchId};
use cw_http::data::DateTime;

model! {
    /// A schedule, as the list over the whole server shows it.
    pub struct ScriptSchedule {
        /// Its id.
        scheduled_script_id: ScriptScheduleId,
        /// The script.
        script: ScriptV2,
        /// What it runs on.
        schedule_target: ScheduleTarget,
        /// How often.
        schedule: ScheduleSettings,
        /// The search that narrows the target.
        limiting_search: Ref<SearchId>,
        /// What happens where the agent is offline.
        offline_action_flags: OfflineActions,
        /// Over which time the starts are spread.
        distribution_window: DistributionWindow,
        /// Parameters of the script.
        parameters: Vec<ScriptParameter>,
        /// Whether times are those of the agent's clock, not the server's.
        use_agent_time: bool,
        /// Who made the schedule.
        scheduled_by: String,
        /// How often it is to run.
        occurrences: i64,
        /// How often it has run, or is left to run; not documented which.
        effective_occurrences: i64,
        /// When it starts.
        start_date: DateTime,
        /// When it ends.
        expire_date: DateTime,
        /// When it runs next.
        next_run_date: DateTime,
        /// Whether it is switched off.
        is_disabled: bool,
        /// Its weight in the queue; integrations send 12.
        priority: i64,
        /// Whether groups in the group count too.
        include_sub_groups: bool,
        /// Whether it comes from a group above.
        is_inherited: bool,
    }

    /// What a schedule runs its script on: a kind, and the one thing of that kind.
    pub struct ScheduleTarget {
        /// Kind of target.
        schedule_target_type: Ref,
        /// The group.
        group: Ref<GroupId>,
        /// The client.
        client: Ref<ClientId>,
        /// The location.
        location: Location,
        /// The computer.
        computer: ComputerSummary,
        /// The network device.
        network_device: Ref<NetworkDeviceId>,
        /// The contact.
        contact: ContactV2,
    }

    /// How often a script runs: the frequency, and the settings that belong to it.
    pub struct ScheduleSettings {
        /// Once, by the minute, by the hour and so on.
        script_schedule_frequency: ScheduleFrequency,
        /// Every so many minutes.
        minutely_settings: MinutelySchedule,
        /// Every so many hours.
        hourly_settings: HourlySchedule,
        /// Every so many days.
        daily_settings: DailySchedule,
        /// In some weeks, on some days.
        weekly_settings: WeeklySchedule,
        /// Every so many months.
        monthly_settings: MonthlySchedule,
    }

    /// Kind of schedule. Of the numbers only 1, once, is known.
    pub struct ScheduleFrequency {
        /// Its number.
        script_schedule_frequency_id: i64,
        /// Its name.
        name: String,
    }

    /// Every so many minutes.
    pub struct MinutelySchedule {
        /// How many.
        minutely_interval: i64,
        /// From this time of day it does not run.
        exclusion_start_time: String,
        /// From this time of day it runs again.
        exclusion_end_time: String,
    }

    /// Every so many hours.
    pub struct HourlySchedule {
        /// How many.
        hourly_interval: i64,
        /// From this time of day it does not run.
        exclusion_start_time: String,
        /// From this time of day it runs again.
        exclusion_end_time: String,
    }

    /// Every so many days.
    pub struct DailySchedule {
        /// Time of day.
        runs_at: String,
        /// How many days.
        daily_interval: i64,
        /// On which days of the week.
        days_of_week_settings: DaysOfWeek,
        /// Whether it repeats within the day.
        daily_repeat_settings: DailyRepeat,
    }

    /// How a daily schedule repeats within the day.
    pub struct DailyRepeat {
        /// By the minute or by the hour.
        daily_script_repeat_frequency: Ref,
        /// How many minutes or hours.
        daily_repeat_interval: i64,
        /// How often at most.
        maximum_repetitions: i64,
    }

    /// In some weeks of the month, on some days of the week.
    pub struct WeeklySchedule {
        /// Time of day.
        runs_at: String,
        /// In which weeks of the month.
        weeks_of_month_settings: WeeksOfMonth,
        /// On which days of the week.
        days_of_week_settings: DaysOfWeek,
    }

    /// Every so many months, on one day.
    pub struct MonthlySchedule {
        /// Time of day.
        runs_at: String,
        /// How many months.
        monthly_interval: i64,
        /// Day of the month.
        day: i64,
    }

    /// Days of the week.
    pub struct DaysOfWeek {
        /// Whether on Sundays.
        sunday: bool,
        /// Whether on Mondays.
        monday: bool,
        /// Whether on Tuesdays.
        tuesday: bool,
        /// Whether on Wednesdays.
        wednesday: bool,
        /// Whether on Thursdays.
        thursday: bool,
        /// Whether on Fridays.
        friday: bool,
        /// Whether on Saturdays.
        saturday: bool,
    }

    /// Weeks of the month.
    pub struct WeeksOfMonth {
        /// Whether in the first.
        first: bool,
        /// Whether in the second.
        second: bool,
        /// Whether in the third.
        third: bool,
        /// Whether in the fourth.
        fourth: bool,
        /// Whether in the last.
        last: bool,
    }

    /// What happens where the agent is offline.
    pub struct OfflineActions {
        /// Passes such agents over.
        skips_offline_agents: bool,
        /// Tries to wake them first.
        wakes_offline_agents: bool,
        /// Runs on such agents alone.
        only_runs_on_offline_agents: bool,
    }

    /// Over which time the starts on many machines are spread.
    pub struct DistributionWindow {
        /// Unit of the amount; the numbers are not documented.
        distribution_window_type: DistributionWindowType,
        /// How many of the unit.
        amount: i64,
    }

    /// Unit of a distribution window.
    pub struct DistributionWindowType {
        /// Its number.
        distribution_window_type_id: i64,
        /// Its name.
        name: String,
    }

    /// A schedule, as the list of one computer shows it.
    pub struct ComputerScriptSchedule {
        /// Its id.
        id: ScriptScheduleId,
        /// The script.
        script_id: ScriptId,
        /// The client; 0 when the schedule is not for one.
        client_id: ClientId,
        /// The location; 0 when the schedule is not for one.
        location_id: LocationId,
        /// The computer; 0 when the schedule is not for one.
        computer_id: ComputerId,
        /// The group; 0 when the schedule is not for one.
        group_id: GroupId,
        /// Whether groups in the group count too.
        include_subgroups: bool,
        /// The search that narrows the target.
        search_id: SearchId,
        /// Whether it is switched off.
        disabled: bool,
        /// When it starts.
        effective_start_date: DateTime,
        /// When it ends.
        effective_end_date: DateTime,
        /// How often it is to run.
        effective_occurrences: i64,
        /// Unit of the distribution window, as a number.
        distribution_window_type: i64,
        /// How many of the unit.
        distribution_window_amount: i64,
        /// When it runs next.
        next_run: DateTime,
        /// When it is planned next, before the window spreads it.
        next_schedule: DateTime,
        /// Kind of schedule, as a number; 1 is once.
        schedule_type: i64,
        /// From this time of day it does not run.
        exclude_time_start: String,
        /// From this time of day it runs again.
        exclude_time_end: String,
        /// How many minutes, hours, days or months lie between runs.
        interval: i64,
        /// Weeks of the month, as a number.
        schedule_week_of_month: i64,
        /// Days of the week, as a number.
        schedule_day_of_week: i64,
        /// How it repeats, as a number; 0 is not at all.
        repeat_type: i64,
        /// How much lies between repeats.
        repeat_amount: i64,
        /// After how many repeats it stops.
        repeat_stop_after: i64,
        /// Whether it is passed over where the agent is offline.
        skip_offline: bool,
        /// Whether it runs only where the agent is offline.
        offline_only: bool,
        /// Whether it tries to wake such machines.
        wake_offline: bool,
        /// Whether a script does the waking.
        wake_script: bool,
        /// Whether times are taken as they are, whatever the agent's zone.
        disable_time_zone: bool,
        /// Whether it runs on the site's probe instead.
        run_script_on_probe: bool,
        /// Parameters of the script as one text, `name=value|name=value|`.
        parameters: String,
        /// Its weight in the queue.
        priority: i64,
        /// Hours to add for the agent's zone.
        time_zone_add: f64,
        /// Who made the schedule.
        user: String,
        /// When it was last edited.
        last_update: DateTime,
    }
}

impl ScheduleSettings {
    /// Runs once: the one kind whose number is known.
    #[must_use]
    pub fn once() -> Self {
        let once = ScheduleFrequency { script_schedule_frequency_id: Some(1), name: None };
        Self { script_schedule_frequency: Some(once), ..Self::default() }
    }
}

body! {
    /// A script to run once on one computer, by that computer's own route.
    ///
    /// [`ScriptBatch`](super::ScriptBatch) is the newer way, and takes many computers.
    pub struct NewComputerSchedule {
        required {
            /// The script.
            script_id: ScriptId,
            /// The computer.
            computer_id: ComputerId,
            /// When it starts.
            effective_start_date: DateTime,
            /// When it runs next: as a rule when it starts.
            next_run: DateTime,
            /// When it is planned next: as a rule when it starts.
            next_schedule: DateTime,
            /// Kind of schedule, as a number; 1 is once.
            schedule_type: i64,
            /// How it repeats, as a number; 0 is not at all.
            repeat_type: i64,
        }
        optional {
            /// Whether it is passed over where the agent is offline.
            skip_offline / with_skip_offline: bool,
            /// Whether it runs only where the agent is offline.
            offline_only / with_offline_only: bool,
            /// Whether it tries to wake such machines.
            wake_offline / with_wake_offline: bool,
            /// Whether times are taken as they are, whatever the agent's zone.
            disable_time_zone / with_disable_time_zone: bool,
            /// Unit of the distribution window, as a number; integrations send 2.
            distribution_window_type / with_distribution_window_type: i64,
            /// How many of the unit; integrations send 0.
            distribution_window_amount / with_distribution_window_amount: i64,
            /// Parameters of the script as one text, `name=value|name=value|`.
            parameters / with_parameters: String,
            /// Its weight in the queue; integrations send 15.
            priority / with_priority: i64,
        }
    }
}

impl NewComputerSchedule {
    /// Runs a script once, at that moment.
    #[must_use]
    pub fn once(script: ScriptId, computer: ComputerId, at: impl Into<DateTime>) -> Self {
        let at = at.into();
        Self::new(script, computer, at.clone(), at.clone(), at, 1, 0)
    }
}
