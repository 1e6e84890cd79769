//! Custom fields: definitions, and values on devices, companies and sites.

use cw_http::{Call, Request};

use super::{Route, routes};
use crate::client::RmmClient;
use crate::ids::{CompanyId, CustomFieldId, EndpointId, SiteId};
use crate::list::ListRequest;
use crate::models::{CustomField, CustomFieldValue, NewCustomField};

routes! {
    LIST = get("custom_fields.list", "/api/platform/v1/custom-field/definitions") needs [CUSTOM_FIELD_DEFINITIONS_READ];
    GET = get("custom_fields.get", "/api/platform/v1/custom-field/definitions/{definitionID}")
        needs [CUSTOM_FIELD_DEFINITIONS_READ];
    CREATE = post("custom_fields.create", "/api/platform/v1/custom-field/definitions")
        needs [CUSTOM_FIELD_DEFINITIONS_WRITE];
    REPLACE = put("custom_fields.replace", "/api/platform/v1/custom-field/definitions/{definitionID}")
        needs [CUSTOM_FIELD_DEFINITIONS_WRITE];
    DELETE = delete("custom_fields.delete", "/api/platform/v1/custom-field/definitions/{definitionID}")
        needs [CUSTOM_FIELD_DEFINITIONS_WRITE];
    OF_DEVICE = get("custom_fields.of_device", "/api/platform/{version}/device/endpoints/{id}/custom-fields")
        needs [CUSTOM_FIELD_VALUES_READ];
    OF_COMPANY = get("custom_fields.of_company", "/api/platform/v1/company/companies/{id}/custom-fields")
        needs [CUSTOM_FIELD_VALUES_READ];
    OF_SITE = get("custom_fields.of_site", "/api/platform/v1/company/sites/{id}/custom-fields")
        needs [CUSTOM_FIELD_VALUES_READ];
    SET_ON_DEVICE = put("custom_fields.set_on_device", "/api/platform/{version}/device/endpoints/{id}/custom-fields")
        needs [CUSTOM_FIELD_VALUES_WRITE];
    SET_ON_COMPANY = put("custom_fields.set_on_company", "/api/platform/v1/company/companies/{id}/custom-fields")
        needs [CUSTOM_FIELD_VALUES_WRITE];
    SET_ON_SITE = put("custom_fields.set_on_site", "/api/platform/v1/company/sites/{id}/custom-fields")
        needs [CUSTOM_FIELD_VALUES_WRITE];
}

/// Custom fields: definitions, and values.
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// use cw_rmm_client::api::FieldOwner;
///
/// let device = FieldOwner::Device("4a1f6c0e-8c3b-4d0a-9e57-2b7d1c5f9a31".into());
/// for value in rmm.custom_fields().values(&device).all().await? {
///     println!("{value:?}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct CustomFields(pub(super) RmmClient);

/// What has values of custom fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FieldOwner {
    /// A device.
    Device(EndpointId),
    /// A company.
    Company(CompanyId),
    /// A site.
    Site(SiteId),
}

impl FieldOwner {
    fn id(&self) -> &str {
        match self {
            Self::Device(id) => id.as_str(),
            Self::Company(id) => id.as_str(),
            Self::Site(id) => id.as_str(),
        }
    }
}

impl CustomFields {
    /// The definitions. `.query("entityType", "device")` (or `company`, `site`) and `originType` (`partner`, `vendor`) narrow them.
    ///
    /// Route: `GET /api/platform/v1/custom-field/definitions`, scope [`platform.custom_fields_definitions.read`](crate::Scope::CUSTOM_FIELD_DEFINITIONS_READ).
    pub fn list(&self) -> ListRequest<CustomField> {
        self.0.list(self.0.ask(&LIST))
    }

    /// One definition.
    ///
    /// Route: `GET /api/platform/v1/custom-field/definitions/{definitionID}`, scope [`platform.custom_fields_definitions.read`](crate::Scope::CUSTOM_FIELD_DEFINITIONS_READ).
    pub fn get(&self, id: impl Into<CustomFieldId>) -> Call<CustomField> {
        self.0.read(self.0.ask(&GET).param("definitionID", id.into()))
    }

    /// Defines a field. Never sent twice.
    ///
    /// Route: `POST /api/platform/v1/custom-field/definitions`, scope [`platform.custom_fields_definitions.write`](crate::Scope::CUSTOM_FIELD_DEFINITIONS_WRITE).
    pub fn create(&self, field: &NewCustomField) -> Call<CustomField> {
        self.0.read(self.0.ask(&CREATE).json(field))
    }

    /// Puts a definition in the place of another.
    ///
    /// Route: `PUT /api/platform/v1/custom-field/definitions/{definitionID}`, scope
    /// [`platform.custom_fields_definitions.write`](crate::Scope::CUSTOM_FIELD_DEFINITIONS_WRITE).
    pub fn replace(&self, id: impl Into<CustomFieldId>, field: &NewCustomField) -> Call<CustomField> {
        self.0.read(self.0.ask(&REPLACE).param("definitionID", id.into()).json(field))
    }

    /// Removes a definition.
    ///
    /// Route: `DELETE /api/platform/v1/custom-field/definitions/{definitionID}`, scope
    /// [`platform.custom_fields_definitions.write`](crate::Scope::CUSTOM_FIELD_DEFINITIONS_WRITE).
    pub fn delete(&self, id: impl Into<CustomFieldId>) -> Call<()> {
        self.0.act(self.0.ask(&DELETE).param("definitionID", id.into()))
    }

    /// The values on a thing. `.query("withDefaults", true)` adds those that were not set; `attributeIDs` narrows them.
    ///
    /// Route: `GET /api/platform/{version}/device/endpoints/{id}/custom-fields` or
    /// `GET /api/platform/v1/company/companies/{id}/custom-fields` or
    /// `GET /api/platform/v1/company/sites/{id}/custom-fields`, scope [`platform.custom_fields_values.read`](crate::Scope::CUSTOM_FIELD_VALUES_READ).
    pub fn values(&self, owner: &FieldOwner) -> ListRequest<CustomFieldValue> {
        let route = match owner {
            FieldOwner::Device(_) => &OF_DEVICE,
            FieldOwner::Company(_) => &OF_COMPANY,
            FieldOwner::Site(_) => &OF_SITE,
        };
        self.0.list(self.request(route, owner))
    }

    /// Sets values on a thing. Whether those that are not named are kept is not documented.
    ///
    /// Route: `PUT /api/platform/{version}/device/endpoints/{id}/custom-fields` or
    /// `PUT /api/platform/v1/company/companies/{id}/custom-fields` or
    /// `PUT /api/platform/v1/company/sites/{id}/custom-fields`, scope [`platform.custom_fields_values.write`](crate::Scope::CUSTOM_FIELD_VALUES_WRITE).
    pub fn set_values(&self, owner: &FieldOwner, values: &[CustomFieldValue]) -> Call<Vec<CustomFieldValue>> {
        let route = match owner {
            FieldOwner::Device(_) => &SET_ON_DEVICE,
            FieldOwner::Company(_) => &SET_ON_COMPANY,
            FieldOwner::Site(_) => &SET_ON_SITE,
        };
        self.0.read(self.request(route, owner).json(&values))
    }

    fn request(&self, route: &Route, owner: &FieldOwner) -> Request {
        self.0.ask(route).param("id", owner.id()).param("version", self.0.dialect().device_custom_fields)
    }
}
