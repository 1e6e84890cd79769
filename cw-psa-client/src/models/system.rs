//! The installation, its callbacks, documents and own fields.

use super::info::Info;
use super::macros::model;
use super::reference::Ref;
use super::words::{EntryMethod, FieldType};
use crate::ids::{CallbackId, DepartmentId, DocumentId, LocationId, MemberId, UserDefinedFieldId};
use cw_http::data::DateTime;

model! {
    /// What the installation says of itself.
    pub struct SystemInfo {
        /// Version of the server, such as `v2026.1`.
        version: String,
        /// Whether ConnectWise runs it.
        is_cloud: bool,
        /// Time zone of the server.
        server_time_zone: String,
        /// What is licensed.
        license_bits: Vec<LicenseBit>,
        /// Region of the cloud.
        cloud_region: String,
        /// How many records a workflow may touch.
        max_work_flow_records_allowed: i64,
    }

    /// A part of the program and whether it is licensed.
    pub struct LicenseBit {
        /// What it is.
        name: String,
        /// Whether it is licensed.
        active_flag: bool,
    }

    /// A registered callback: what ConnectWise reports, and where to.
    pub struct Callback {
        /// Its id.
        id: CallbackId,
        /// What it is.
        description: String,
        /// Address that is called; id and action are appended, so it should end in `?recordId=`.
        url: String,
        /// The id of what `level` names; 1 with the level `owner`.
        object_id: i64,
        /// The kind of record, such as `ticket`.
        kind("type"): String,
        /// How much is reported, such as `owner` or `board`.
        level: String,
        /// The member who made it.
        member_id: MemberId,
        /// Version of what is sent.
        payload_version: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether it is called by SOAP.
        is_soap_callback_flag: bool,
        /// Whether the maker's own changes are not reported.
        is_self_suppressed_flag: bool,
        /// Its id as a GUID.
        connect_wise_id("connectWiseID"): String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A document; its content is downloaded on its own.
    pub struct Document {
        /// Its id.
        id: DocumentId,
        /// Its title.
        title: String,
        /// Name of the file.
        file_name: String,
        /// Name of the file on the server.
        server_file_name: String,
        /// Who owns it.
        owner: String,
        /// Whether it is a link to a file elsewhere.
        link_flag: bool,
        /// Whether it is a picture.
        image_flag: bool,
        /// Whether the customer sees it in the portal.
        public_flag: bool,
        /// Whether it is a template in HTML.
        html_template_flag: bool,
        /// Whether it cannot be changed.
        read_only_flag: bool,
        /// Size in bytes.
        size: i64,
        /// Whether it is an address.
        url_flag: bool,
        /// When it was made.
        created_on_date: DateTime,
        /// What kind of document it is.
        document_type: Ref,
        /// Its id as a GUID.
        guid: String,
        /// Its second id as a GUID.
        guid_secondary: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// The definition of a field of the provider's own.
    pub struct UserDefinedField {
        /// Its id.
        id: UserDefinedFieldId,
        /// The part of the screen it stands in.
        pod_id: i64,
        /// What it is called.
        caption: String,
        /// Its place among the others.
        sequence_number: i64,
        /// The screen it is on.
        screen_id: String,
        /// What it is for.
        help_text: String,
        /// What its value may be.
        field_type_identifier: FieldType,
        /// Decimals of a number.
        number_decimals: i64,
        /// How its value is entered.
        entry_type_identifier: EntryMethod,
        /// Whether it must be filled in.
        required_flag: bool,
        /// Whether it is shown.
        display_on_screen_flag: bool,
        /// Whether it cannot be changed.
        read_only_flag: bool,
        /// Whether it can be a column of lists.
        list_view_flag: bool,
        /// What its button opens.
        button_url: String,
        /// What may be chosen.
        options: Vec<UserDefinedFieldOption>,
        /// The departments of ours it is for.
        business_unit_ids: Vec<DepartmentId>,
        /// The locations of ours it is for.
        location_ids: Vec<LocationId>,
        /// Whether all business units are added; for writes.
        add_all_business_units: bool,
        /// Whether all business units are removed; for writes.
        remove_all_business_units: bool,
        /// Whether all locations are added; for writes.
        add_all_locations: bool,
        /// Whether all locations are removed; for writes.
        remove_all_locations: bool,
        /// Its id as a GUID.
        connect_wise_id("connectWiseID"): String,
        /// When it was made.
        date_created: DateTime,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// What may be chosen in such a field.
    pub struct UserDefinedFieldOption {
        /// Its id.
        id: i64,
        /// The choice.
        option_value: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Its place among the others.
        sort_order: i64,
    }

    /// How many records there are.
    pub struct Count {
        /// How many.
        count: i64,
    }

    /// Whether an action went well.
    pub struct SuccessResponse {
        /// Whether it went well.
        success: bool,
        /// What the server says to it.
        message: String,
    }
}
