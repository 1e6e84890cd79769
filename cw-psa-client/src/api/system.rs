//! The installation itself: what it is, its own fields, its locations and departments, what was changed.

use cw_http::{Call, Request};
use serde_json::Value;

use super::{below, endpoints, resources, routes};
use crate::client::PsaClient;
use crate::ids::{DepartmentId, LocationId, UserDefinedFieldId};
use crate::list::ListRequest;
use crate::models::{
    Department, DepartmentInfo, Location, LocationInfo, NewUserDefinedField, SystemInfo, UserDefinedField,
};

resources! {
    /// The definitions of custom fields.
    UserDefinedFields("user_defined_fields", "/system/userDefinedFields"):
        UserDefinedFieldId => UserDefinedField, new NewUserDefinedField;
    /// The provider's locations.
    Locations("locations", "/system/locations"): LocationId => Location, new Value;
    /// The provider's locations in short, for keys that may not read their set-up.
    LocationsInfo("locations.info", "/system/info/locations"): LocationId => LocationInfo;
    /// The provider's departments.
    Departments("departments", "/system/departments"): DepartmentId => Department, new Value;
    /// The provider's departments in short, for keys that may not read their set-up.
    DepartmentsInfo("departments.info", "/system/info/departments"): DepartmentId => DepartmentInfo;
}

routes! {
    AUDIT_TRAIL = get("system.audit_trail", "/system/audittrail");
    INFO = get("system.info", "/system/info");
}

endpoints! {
    /// The definitions of custom fields.
    user_defined_fields: UserDefinedFields;
    /// The provider's own locations.
    locations: Locations;
    /// The provider's own departments.
    departments: Departments;
}

below! {
    Locations;
    /// Locations in short, for keys that may not read their set-up.
    info: LocationsInfo;
}

below! {
    Departments;
    /// Departments in short, for keys that may not read their set-up.
    info: DepartmentsInfo;
}

impl PsaClient {
    /// Which version this is and where it runs: `GET /system/info`. Some servers answer without looking at the keys;
    /// to learn whether they are
    /// good, [`check`](crate::PsaClientBuilder::check).
    pub fn system_info(&self) -> Call<SystemInfo> {
        self.read(Request::new(&INFO))
    }

    /// What was changed on a record of a kind such as `Ticket`, as it comes: `GET /system/audittrail`. Its pages go by number.
    pub fn audit_trail(&self, kind: &str, id: i64) -> ListRequest<Value> {
        self.numbered(Request::new(&AUDIT_TRAIL).query("type", kind).query("id", id))
    }
}
