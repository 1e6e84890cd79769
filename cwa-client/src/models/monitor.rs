//! Monitors: what is watched, and what was seen.

use super::macros::model;
use super::reference::Ref;
use crate::ids::{ClientId, ComputerId, GroupId, LocationId, MonitorId, NetworkDeviceId, ScriptId};
use cw_http::data::DateTime;
use cw_http::open_enum;

open_enum! {
    /// Kind of sensor check.
    pub enum SensorCheckType {
        /// Averages over machines.
        SystemAverages = "SystemAverages",
        /// Counts of machines.
        SystemCounts = "SystemCounts",
        /// Trends over time.
        Trends = "Trends",
        /// Counts by day.
        PerDayCounts = "PerDayCounts",
    }
}

model! {
    /// A monitor. How it measures and compares is not modelled: that differs by kind, and can hold
    /// the passwords of what is watched.
    pub struct Monitor {
        /// Its id.
        monitor_id: MonitorId,
        /// Its name.
        name: String,
        /// Its id across servers.
        guid: String,
        /// Id of the set it was made from.
        control_guid: String,
        /// Whether the server measures, not the agent.
        is_internal_monitor: bool,
        /// Whether it watches network devices.
        is_network_device_monitor: bool,
        /// Whether it watches everything.
        is_global_monitor: bool,
        /// Whether it was changed from the set it was made from.
        is_overridden: bool,
        /// Whether it keeps what it measures.
        is_collecting_data: bool,
        /// Whether the agent has it.
        installed: bool,
        /// Whether the agent has yet to get the newest version.
        pending_update: bool,
        /// Counts its edits.
        version: i64,
        /// Time between measurements, in seconds (unconfirmed).
        interval: i64,
        /// How often in a row it failed.
        failure_count: i64,
        /// How often in a row it warned.
        warning_count: i64,
        /// What it found last, in words.
        last_status: String,
        /// When it last measured.
        last_checked: DateTime,
        /// When it last failed.
        last_failed: DateTime,
        /// What it found last.
        monitor_state: Ref,
        /// What the agent itself says it found.
        local_state: Ref,
        /// Field that tells findings apart.
        id_field: String,
        /// How it measures.
        routine: Ref,
        /// What is done when it fails.
        alert_action: AlertAction,
        /// What is told when it fails and when it recovers.
        alert_messages: AlertMessages,
        /// Who is told.
        monitor_alert_target: AlertTarget,
        /// Category of the tickets that it opens.
        ticket_category: Ref,
        /// Category in reports.
        report_category: Ref,
        /// The script that it starts.
        script: Ref<ScriptId>,
        /// What it watches.
        targets: MonitorTarget,
        /// Which clients and locations it concerns.
        affected_entities: AffectedEntities,
    }

    /// What is done when a monitor fails.
    pub struct AlertAction {
        /// Its number.
        id: i64,
        /// Its name.
        name: String,
        /// Notes.
        comment: String,
    }

    /// What is told about a monitor.
    pub struct AlertMessages {
        /// Subject when it recovers.
        success_subject: String,
        /// Text when it recovers.
        success_message: String,
        /// Subject when it fails.
        failure_subject: String,
        /// Text when it fails.
        failure_message: String,
    }

    /// Who is told about a monitor.
    pub struct AlertTarget {
        /// Its id.
        id: i64,
        /// Its name.
        name: String,
        /// The computer.
        computer_id("CompId"): ComputerId,
    }

    /// What a monitor watches.
    pub struct MonitorTarget {
        /// The client.
        client: Ref<ClientId>,
        /// The location.
        location: Ref<LocationId>,
        /// The computer.
        computer: Ref<ComputerId>,
        /// The network device.
        network_device: Ref<NetworkDeviceId>,
        /// The groups.
        group_ids: Vec<GroupId>,
    }

    /// Which clients and locations a monitor concerns.
    pub struct AffectedEntities {
        /// The client of an agent's monitor.
        remote_monitor_affected_client: Ref<ClientId>,
        /// The location of an agent's monitor.
        remote_monitor_affected_location: Ref<LocationId>,
        /// The clients of a server's monitor.
        internal_monitor_affected_clients: Vec<Ref<ClientId>>,
        /// The locations of a server's monitor.
        internal_monitor_affected_locations: Vec<Ref<LocationId>>,
    }

    /// A monitor as it stands on one computer.
    pub struct ComputerMonitor {
        /// The monitor.
        monitor_id: MonitorId,
        /// The computer.
        computer_id: ComputerId,
        /// The network device.
        device_id: NetworkDeviceId,
        /// Its name.
        name: String,
        /// What it found last.
        state: String,
        /// When it last measured.
        last_scanned: DateTime,
        /// When it last failed.
        last_failed: DateTime,
        /// When the agent last took stock.
        last_inventory_date: DateTime,
        /// What is done when it fails.
        alert_action: AlertAction,
        /// What it found so far.
        monitor_history: ComputerMonitorHistory,
    }

    /// What a monitor found on one computer so far.
    pub struct ComputerMonitorHistory {
        /// Its id.
        id: i64,
        /// Share of measurements that failed.
        failure_rate: f64,
        /// What it measured when it last went well.
        last_success_data: String,
        /// What it measured when it last warned.
        last_warning_data: String,
        /// What it measured when it last failed.
        last_fail_data: String,
    }

    /// That a monitor's alerts are held back on one computer.
    pub struct MonitorAlertSuspension {
        /// Its id.
        id: i64,
        /// The computer.
        computer_id: ComputerId,
        /// The monitor.
        monitor: Monitor,
        /// Since when.
        suspension_date: DateTime,
    }

    /// One finding of a monitor.
    pub struct MonitorHistory {
        /// The monitor.
        monitor_id: MonitorId,
        /// The computer.
        computer_id: ComputerId,
        /// What it found.
        state: Ref,
        /// The same for people.
        message: String,
        /// When.
        timestamp: DateTime,
        /// What it measured.
        raw_result_message: String,
    }

    /// When a monitor last went well, warned and failed on one computer.
    pub struct MonitorStatistic {
        /// The monitor.
        monitor_id: MonitorId,
        /// The computer.
        computer_id: ComputerId,
        /// When it last failed.
        last_fail_time: DateTime,
        /// What it said then.
        last_fail_message: String,
        /// When it last went well.
        last_success_time: DateTime,
        /// What it said then.
        last_success_message: String,
        /// When it last warned.
        last_warning_time: DateTime,
        /// What it said then.
        last_warning_message: String,
        /// Since when it watches.
        monitor_start_time: DateTime,
    }

    /// A value that a monitor measured, or the average of several.
    pub struct MonitorDatapoint {
        /// The monitor.
        monitor_id: MonitorId,
        /// The computer.
        computer_id: ComputerId,
        /// Kind of value.
        format: Ref,
        /// Whether it is an average.
        is_averaged: bool,
        /// From when.
        start_timestamp: DateTime,
        /// Until when.
        end_timestamp: DateTime,
        /// Of how many measurements.
        number_of_samples: i64,
        /// The value.
        value: f64,
    }

    /// How a monitor's values are drawn.
    pub struct DataCollectionSettings {
        /// The monitor.
        monitor_id: MonitorId,
        /// The computer.
        computer_id: ComputerId,
        /// Unit of the values.
        unit_label: String,
        /// Title of the graph.
        graph_title: String,
        /// Top of the graph.
        graph_vertical_limit: i64,
    }

    /// What a monitor of the server found on one computer.
    pub struct InternalMonitorResult {
        /// The monitor.
        monitor: Monitor,
        /// The computer.
        computer_id: ComputerId,
        /// When.
        timestamp: DateTime,
        /// What it found.
        result: String,
        /// What the finding is about.
        identity_field: String,
    }

    /// A sensor check.
    pub struct SensorCheck {
        /// Its id, as text.
        id: String,
        /// Its name.
        name: String,
        /// Its kind.
        sensor_check_type: SensorCheckType,
    }
}
