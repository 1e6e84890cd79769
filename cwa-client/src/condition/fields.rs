//! The fields that are known, by resource. All others are [`Field::new`](super::Field::new).

macro_rules! fields {
    ($($(#[$doc:meta])* $resource:ident { $($(#[$note:meta])* $name:ident: $kind:ty = $wire:literal,)* })*) => {$(
        $(#[$doc])*
        pub mod $resource {
            #[allow(unused_imports, reason = "not every resource has fields of every kind")]
            use crate::condition::field::{Date, Field, Flag, List, Number, Text};

            $(
                #[doc = concat!("`", $wire, "`.")]
                $(#[$note])*
                pub const $name: Field<$kind> = Field::known($wire);
            )*
        }
    )*};
}

fields! {
    /// Fields of an alert. That the server filters by them is unconfirmed.
    alert {
        ID: Number = "AlertId",
        CLIENT_ID: Number = "Client.Id",
        CLIENT_NAME: Text = "Client.Name",
        LOCATION_ID: Number = "Location.Id",
        LOCATION_NAME: Text = "Location.Name",
        COMPUTER_ID: Number = "Computer.Id",
        COMPUTER_NAME: Text = "Computer.Name",
        DEVICE_ID: Number = "Device.Id",
        MONITOR_ID: Number = "Monitor.Id",
        MONITOR_NAME: Text = "Monitor.Name",
        SEVERITY: Text = "Severity.Name",
        SEVERITY_ID: Number = "Severity.Id",
        DATE: Date = "AlertDate",
        SOURCE: Text = "Source",
        MESSAGE: Text = "Message",
        FIELD_NAME: Text = "FieldName",
    }

    /// Fields of a client.
    client {
        ID: Number = "Id",
        NAME: Text = "Name",
        COMPANY: Text = "Company",
        FIRST_NAME: Text = "FirstName",
        LAST_NAME: Text = "LastName",
        ADDRESS1: Text = "Address1",
        ADDRESS2: Text = "Address2",
        CITY: Text = "City",
        STATE: Text = "State",
        ZIP_CODE: Text = "ZipCode",
        COUNTRY: Text = "Country",
        PHONE_NUMBER: Text = "PhoneNumber",
        FAX_NUMBER: Text = "FaxNumber",
        COMMENT: Text = "Comment",
        ///
        /// The number of the linked company in ConnectWise PSA; text in JSON, compared as a number.
        EXTERNAL_ID: Number = "ExternalId",
    }

    /// Fields of a computer.
    computer {
        ID: Number = "Id",
        NAME: Text = "ComputerName",
        FRIENDLY_NAME: Text = "FriendlyName",
        CLIENT_ID: Number = "Client.Id",
        CLIENT_NAME: Text = "Client.Name",
        LOCATION_ID: Number = "Location.Id",
        LOCATION_NAME: Text = "Location.Name",
        ///
        /// `Online` or `Offline`.
        STATUS: Text = "Status",
        ///
        /// `Server` or `Workstation`.
        KIND: Text = "Type",
        OPERATING_SYSTEM: Text = "OperatingSystemName",
        OPERATING_SYSTEM_VERSION: Text = "OperatingSystemVersion",
        DOMAIN: Text = "DomainName",
        COMMENT: Text = "Comment",
        AGENT_VERSION: Text = "RemoteAgentVersion",
        LAST_CONTACT: Date = "RemoteAgentLastContact",
        LAST_INVENTORY: Date = "RemoteAgentLastInventory",
        LAST_HEARTBEAT: Date = "LastHeartbeat",
        LAST_STARTUP: Date = "LastStartup",
        DATE_ADDED: Date = "DateAdded",
        ANTIVIRUS_DATE: Date = "AntivirusDefinitionDate",
        WARRANTY_END: Date = "WarrantyEndDate",
        VIRUS_SCANNER: Text = "VirusScanner.Name",
        TOTAL_MEMORY: Number = "TotalMemory",
        FREE_MEMORY: Number = "FreeMemory",
        CPU_USAGE: Number = "CpuUsage",
        UPTIME: Number = "SystemUptime",
        IDLE_TIME: Number = "UserIdleTime",
        LOCAL_IP: Text = "LocalIPAddress",
        GATEWAY_IP: Text = "GatewayIPAddress",
        MAC: Text = "MACAddress",
        SERIAL_NUMBER: Text = "SerialNumber",
        ASSET_TAG: Text = "AssetTag",
        LAST_USER: Text = "LastUserName",
        LOGGED_IN_USER: Text = "LoggedInUsers.LoggedInUserName",
        USER_ACCOUNTS: List<Text> = "UserAccounts",
        OPEN_PORTS_TCP: List<Number> = "OpenPortsTCP",
        OPEN_PORTS_UDP: List<Number> = "OpenPortsUDP",
        IS_REBOOT_NEEDED: Flag = "IsRebootNeeded",
        IS_IN_MAINTENANCE: Flag = "IsMaintenanceModeEnabled",
        IS_VIRTUAL_MACHINE: Flag = "IsVirtualMachine",
        IS_VIRTUAL_HOST: Flag = "IsVirtualHost",
        IS_NETWORK_PROBE: Flag = "IsNetworkProbe",
    }

    /// Fields of a contact: version 1 unless marked.
    contact {
        ID: Number = "Id",
        FIRST_NAME: Text = "FirstName",
        LAST_NAME: Text = "LastName",
        EMAIL: Text = "Email",
        PHONE_NUMBER: Text = "PhoneNumber",
        CLIENT_ID: Number = "Client.Id",
        LOCATION_ID: Number = "Location.Id",
        ///
        /// Version 2.
        V2_ID: Number = "ContactId",
        ///
        /// Version 2.
        V2_EMAIL: Text = "EmailAddress",
        ///
        /// Version 2.
        V2_CLIENT_ID: Number = "Client.ClientId",
    }

    /// Fields of a group.
    group {
        ID: Number = "Id",
        PARENT_ID: Number = "ParentId",
        NAME: Text = "Name",
        FULL_NAME: Text = "FullName",
        TYPE_ID: Number = "TypeId",
        TYPE_NAME: Text = "TypeName",
    }

    /// Fields of a location.
    location {
        ID: Number = "Id",
        NAME: Text = "Name",
        CLIENT_ID: Number = "Client.Id",
        CLIENT_NAME: Text = "Client.Name",
        ADDRESS1: Text = "Address1",
        ADDRESS2: Text = "Address2",
        CITY: Text = "City",
        STATE: Text = "State",
        ZIP_CODE: Text = "ZipCode",
        COUNTRY: Text = "Country",
        PHONE_NUMBER: Text = "PhoneNumber",
        FAX_NUMBER: Text = "FaxNumber",
        COMMENTS: Text = "Comments",
        EXTERNAL_ID: Number = "ExternalId",
    }

    /// Fields that the many lists of one computer's parts share: drives, services, software, history.
    row {
        ID: Number = "Id",
        COMPUTER_ID: Number = "ComputerId",
        NAME: Text = "Name",
        SCRIPT_ID: Number = "ScriptId",
        STATUS: Text = "Status",
        STATE: Text = "State",
        ///
        /// Of the script history.
        HISTORY_DATE: Date = "HistoryDate",
    }

    /// Fields of a script.
    script {
        ID: Number = "Id",
        NAME: Text = "Name",
        COMMENTS: Text = "Comments",
        FOLDER_ID: Number = "Folder.Id",
        FOLDER_NAME: Text = "Folder.Name",
        GUID: Text = "GUID",
        UPDATE_DATE: Date = "UpdateDate",
        UPDATED_BY: Text = "UpdatedBy",
        IS_COMPUTER_SCRIPT: Flag = "IsComputerScript",
        IS_MAINTENANCE_SCRIPT: Flag = "IsMaintenanceScript",
        IS_FUNCTION_SCRIPT: Flag = "IsFunctionScript",
        IS_SYSTEM_SCRIPT: Flag = "IsSystemScript",
    }

    /// Fields of a ticket.
    ticket {
        ID: Number = "TicketId",
        SUBJECT: Text = "Subject",
        STATUS_ID: Number = "Status.Id",
        STATUS_NAME: Text = "Status.Name",
        PRIORITY_ID: Number = "Priority.Id",
        PRIORITY_NAME: Text = "Priority.Name",
        CLIENT_ID: Number = "Client.Id",
        LOCATION_ID: Number = "Location.Id",
        COMPUTER_ID: Number = "Computer.Id",
        FROM: Text = "From",
        SUPPORT_LEVEL: Number = "SupportLevel",
        EXTERNAL_ID: Number = "ExternalId",
        START_DATE: Date = "StartDate",
        DUE_DATE: Date = "DueDate",
        UPDATE_DATE: Date = "UpdateDate",
    }
}
