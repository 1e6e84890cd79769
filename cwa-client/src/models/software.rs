//! What runs on a computer: operating system, services, drivers, programs, tasks, event log.

use super::macros::{body, model};
use super::reference::Ref;
use crate::ids::{ClientId, ComputerId, ServiceId, SoftwareId};
use cw_http::data::DateTime;

model! {
    /// The operating system of a computer.
    pub struct OperatingSystem {
        /// The computer.
        computer_id: ComputerId,
        /// Its name.
        name: String,
        /// First part of the version.
        major_version: i64,
        /// Second part of the version.
        minor_version: i64,
        /// The whole version.
        version: String,
        /// Version of .NET.
        dot_net_version: String,
        /// Service pack.
        service_pack: String,
        /// Name of the service pack.
        service_pack_name: String,
        /// Windows' product type: 1 workstation, 2 domain controller, 3 server.
        product_type: i64,
        /// Windows' suite bits.
        suite: i64,
        /// Windows' edition number.
        product_info: i64,
        /// Whether it is activated.
        is_licensed: bool,
        /// Whether it is a tablet edition.
        is_tablet: bool,
        /// Whether it is a starter edition.
        is_starter: bool,
        /// Whether it is a media edition.
        is_media_center: bool,
        /// Folder it is installed in.
        base_folder: String,
        /// Drive it is installed on.
        system_drive: String,
        /// Whether it has a desktop.
        has_gui: bool,
        /// Whether it is a 64-bit one.
        is_64_bit("Is64Bit"): bool,
        /// Domain or workgroup.
        domain: String,
        /// Whether it is a domain controller.
        is_domain_controller: bool,
        /// Whether it is a server edition.
        is_server: bool,
        /// When it was installed.
        install_date: DateTime,
        /// When the row was written.
        date_updated: DateTime,
        /// Windows' release number.
        release_id: i64,
        /// Edition, such as `Professional`.
        edition: String,
        /// How soon feature updates come; the numbers are Windows' own.
        branch_readiness_level: i64,
    }

    /// A service on a computer.
    pub struct Service {
        /// Id of the row.
        computer_service_id: ServiceId,
        /// The computer.
        computer_id: ComputerId,
        /// Its short name, such as `Spooler`.
        name: String,
        /// What it is for.
        description: String,
        /// Whether it runs, in the agent's words.
        state: String,
        /// How it starts, in the agent's words.
        startup: String,
        /// Command line.
        path_name: String,
        /// Kind of service.
        service_type: String,
        /// Account it runs as.
        username: String,
        /// When the agent last looked.
        date_last_inventoried: DateTime,
        /// Run levels, on Linux.
        run_levels: String,
        /// Wanted, unwanted or not judged.
        classification: Ref,
    }

    /// A driver on a computer.
    pub struct Driver {
        /// Id of the row.
        id: i64,
        /// The computer.
        computer_id: ComputerId,
        /// Its short name.
        name: String,
        /// What it is for.
        description: String,
        /// Whether it runs, in the agent's words.
        state: String,
        /// How it starts, in the agent's words.
        startup: String,
        /// File it is in.
        path_name: String,
        /// Kind of driver.
        service_type: String,
        /// Account it runs as.
        username: String,
        /// When the agent last looked.
        date_last_inventoried: DateTime,
        /// Run levels, on Linux.
        run_levels: String,
    }

    /// A program installed on a computer.
    pub struct Software {
        /// Id of the row.
        application_id: SoftwareId,
        /// The computer.
        computer_id: ComputerId,
        /// Name of the computer.
        computer_name: String,
        /// The client whose computer it is.
        client_id: ClientId,
        /// Its name.
        name: String,
        /// Its version.
        version: String,
        /// Folder it is installed in.
        installation_path: String,
        /// When it was installed.
        date_installed: DateTime,
        /// Its size in kilobytes (unconfirmed).
        size: i64,
        /// Command line that removes it.
        uninstaller_path: String,
        /// Wanted, unwanted or not judged.
        classification: Ref,
        /// When the agent last looked.
        date_last_inventoried: DateTime,
    }

    /// A task of the computer's own scheduler.
    pub struct ScheduledTask {
        /// Its id.
        id: i64,
        /// Its name.
        name: String,
        /// What it runs.
        command: String,
        /// Whether it may show a window.
        is_interactive: bool,
        /// When it starts, as text.
        start_time: String,
        /// Whether it comes back.
        does_repeat: bool,
        /// On which days of the week.
        days_of_week: Vec<String>,
    }

    /// An entry of a computer's event log.
    pub struct EventLog {
        /// The rule that marks such entries as noise; 0 when none does.
        blacklist_id: i64,
        /// The computer.
        computer_id: ComputerId,
        /// Windows' number of the event.
        event_id: i64,
        /// When the event was last seen.
        last_date: DateTime,
        /// Which log, such as `System`.
        log_name: String,
        /// Error, warning and so on.
        log_type: Ref,
        /// The text.
        message: String,
        /// The program that wrote it.
        source: String,
        /// When it was written.
        time_generated: DateTime,
    }
}

body! {
    /// A program to remove from a computer.
    pub struct UninstallSoftware {
        required {
            /// Command line that removes it, as in [`Software::uninstaller_path`].
            uninstall_path: String,
        }
        optional {}
    }

    /// A task for the computer's own scheduler.
    pub struct NewScheduledTask {
        required {
            /// Its name.
            name: String,
            /// What it runs.
            command: String,
            /// When it starts, as text.
            start_time: String,
        }
        optional {
            /// Whether it may show a window.
            is_interactive / with_is_interactive: bool,
            /// Whether it comes back.
            does_repeat / with_does_repeat: bool,
            /// On which days of the week.
            days_of_week / with_days_of_week: Vec<String>,
        }
    }
}
