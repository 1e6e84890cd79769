//! Callbacks and own fields.

use crate::ids::{DepartmentId, LocationId};
use crate::models::macros::body;
use crate::models::{EntryMethod, FieldType};

body! {
    /// A callback to register; a second one alike is refused.
    pub struct NewCallback {
        required {
            /// Where to report to. Id and action are appended, so end it in `?recordId=`.
            url: String,
            /// The id of what `level` names; 1 with the level `owner`.
            object_id: i64,
            /// The kind of record, such as `ticket`.
            #[serde(rename = "type")]
            kind: String,
            /// How much is reported, such as `owner` or `board`.
            level: String,
        }
        optional {
            /// What it is.
            description / with_description: String,
            /// Version of what is sent.
            payload_version / with_payload_version: String,
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// Whether the maker's own changes are not reported.
            is_self_suppressed_flag / with_is_self_suppressed_flag: bool,
        }
    }

    /// A field of the provider's own to define.
    pub struct NewUserDefinedField {
        required {
            /// The part of the screen it stands in.
            pod_id: i64,
            /// What it is called.
            caption: String,
            /// Its place among the others.
            sequence_number: i64,
            /// What its value may be.
            field_type_identifier: FieldType,
        }
        optional {
            /// The screen it is on.
            screen_id / with_screen_id: String,
            /// What it is for.
            help_text / with_help_text: String,
            /// Decimals of a number.
            number_decimals / with_number_decimals: i64,
            /// How its value is entered.
            entry_type_identifier / with_entry_type_identifier: EntryMethod,
            /// Whether it must be filled in.
            required_flag / with_required_flag: bool,
            /// Whether it is shown.
            display_on_screen_flag / with_display_on_screen_flag: bool,
            /// Whether it cannot be changed.
            read_only_flag / with_read_only_flag: bool,
            /// Whether it can be a column of lists.
            list_view_flag / with_list_view_flag: bool,
            /// What its button opens.
            button_url / with_button_url: String,
            /// What may be chosen.
            options / with_options: Vec<String>,
            /// The departments of ours it is for.
            business_unit_ids / with_business_unit_ids: Vec<DepartmentId>,
            /// The locations of ours it is for.
            location_ids / with_location_ids: Vec<LocationId>,
            /// Whether all business units are added; for writes.
            add_all_business_units / with_add_all_business_units: bool,
            /// Whether all locations are added; for writes.
            add_all_locations / with_add_all_locations: bool,
        }
    }
}
