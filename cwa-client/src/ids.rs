//! One integer type per kind of thing, so that a location's id cannot be passed as a client's.
//!
//! Servers send ids as numbers in some models and as text in others; both are read. Ids are sent
//! as numbers.

use std::fmt;

use serde::Serialize;

pub use cw_http::data::ParseIdError;

/// What an id is called in nested objects: `{"Id": 1, "Name": ".."}` nearly always, sometimes
/// `{"ClientId": 1, "Name": ".."}`. Used by [`Ref`](crate::models::Ref).
pub trait RefId: Copy + fmt::Debug + From<i64> + Into<i64> + Serialize {
    /// The long name of the id; empty where any name that ends in `Id` will do.
    const ID: &'static str;
    /// The name of the name where it is not `Name`; empty where any that ends in `Name` will do.
    const NAME: &'static str;
}

/// A plain number points at a small look-up row: a status, a priority, a kind.
impl RefId for i64 {
    const ID: &'static str = "";
    const NAME: &'static str = "";
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $(named $label:literal)?;)*) => {
        cw_http::ids! { $($(#[$doc])* $name;)* }

        $(impl RefId for $name {
            const ID: &'static str = stringify!($name);
            const NAME: &'static str = ids!(@label $($label)?);
        })*
    };
    (@label) => { "Name" };
    (@label $label:literal) => { $label };
}

ids! {
    /// An alert.
    AlertId;
    /// A client: a customer of the managed service provider.
    ///
    /// Not to be confused with the `clientId` header, which names the integration.
    ClientId;
    /// A command of the server's catalogue; `2` runs a shell command.
    CommandId;
    /// One execution of a command on a computer.
    CommandExecutionId;
    /// A computer with an agent.
    ComputerId named "ComputerName";
    /// A contact: a person at a client.
    ContactId;
    /// A drive of a computer.
    DriveId;
    /// The definition of an extra data field, which its values on many things share.
    ExtraFieldId named "Title";
    /// A group of computers, devices or contacts.
    GroupId;
    /// A location: a site of a client.
    LocationId;
    /// A monitor.
    MonitorId;
    /// A device without an agent that a probe found.
    NetworkDeviceId;
    /// An asset whose agent was retired.
    RetiredAssetId;
    /// A script of the library.
    ScriptId;
    /// A folder of the script library.
    ScriptFolderId;
    /// A row of a computer's script history.
    ScriptHistoryId;
    /// A schedule that runs a script.
    ScriptScheduleId;
    /// A saved search.
    SearchId;
    /// A service on a computer: the id of the row, not of the kind of service.
    ServiceId;
    /// A program on a computer: the id of the row, not of the product.
    SoftwareId;
    /// A ticket.
    TicketId named "Subject";
    /// A user of the server: a technician or an integration.
    UserId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_number_or_text_and_written_as_number() {
        for json in ["12", "\"12\"", "\" 12 \"", "12.0"] {
            let id: ClientId = serde_json::from_str(json).unwrap();
            assert_eq!((id, serde_json::to_string(&id).unwrap()), (ClientId::new(12), "12".to_owned()), "{json}");
        }
        for json in ["null", "\"\"", "\"x\"", "12.5", "true", "[]", "9223372036854775808"] {
            assert!(serde_json::from_str::<ClientId>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn text_that_is_no_id_says_which_was_wanted() {
        assert_eq!("31".parse(), Ok(LocationId::new(31)));
        let error = "31a".parse::<LocationId>().unwrap_err();
        assert_eq!(error.to_string(), "\"31a\" is not a LocationId: a whole number is expected");
    }
}
