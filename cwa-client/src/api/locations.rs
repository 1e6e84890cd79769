//! Locations: the sites of clients.

use cw_http::{Replay, Request};

use super::routes;
use crate::client::AutomateClient;
use crate::filters::LocationFilter;
use crate::ids::{ExtraFieldId, LocationId};
use crate::list::ListRequest;
use crate::models::{ExtraField, Location, NewLocation};
use crate::patch::Patch;
use cw_http::Call;

routes! {
    LIST = get("locations.list", "/v1/Locations");
    GET = get("locations.get", "/v1/Locations/{id}");
    CREATE = post("locations.create", "/v1/Locations");
    REPLACE = put("locations.replace", "/v1/Locations/{id}");
    UPDATE = patch("locations.update", "/v1/Locations/{id}");
    DELETE = delete("locations.delete", "/v1/Locations/{id}");
    EXTRA_FIELDS = get("locations.extra_fields", "/v1/Locations/{id}/ExtraFields");
    UPDATE_EXTRA_FIELD = patch("locations.update_extra_field", "/v1/Locations/{id}/ExtraFields/{field}");
    CLEAR_EXTRA_FIELD = delete("locations.clear_extra_field", "/v1/Locations/{id}/ExtraFields/{field}");
}

/// Locations: the sites of clients. Reading needs the right to see their clients; answers can hold passwords, which
/// `Debug` and JSON mask.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// use cwa_client::ClientId;
/// use cwa_client::filters::LocationFilter;
///
/// let of_acme = LocationFilter::new().with_client(ClientId::new(12));
/// for location in cwa.locations().list().filter(of_acme).all().await? {
///     println!("{:?} {:?}", location.id, location.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Locations(pub(super) AutomateClient);

impl Locations {
    /// All locations: `GET /Locations`. Rows differ a little from single reads: see [`Location::any_id`].
    pub fn list(&self) -> ListRequest<Location, LocationFilter> {
        self.0.list(Request::new(&LIST), "Id asc")
    }

    /// One location: `GET /Locations/{id}`.
    pub fn get(&self, id: LocationId) -> Call<Location> {
        self.0.read(Request::new(&GET).param("id", id))
    }

    /// Creates a location: `POST /Locations`. Answers with the new one. Never sent twice.
    pub fn create(&self, location: &NewLocation) -> Call<Location> {
        self.0.read(Request::new(&CREATE).json(location))
    }

    /// Puts a whole location in place of the old one: `PUT /Locations/{id}`. What is not set is emptied; to change a part, use
    /// [`update`](Self::update).
    pub fn replace(&self, id: LocationId, location: &NewLocation) -> Call<Location> {
        self.0.read(Request::new(&REPLACE).param("id", id).json(location))
    }

    /// Changes parts of a location: `PATCH /Locations/{id}`. Answers with the changed one.
    pub fn update(&self, id: LocationId, patch: &Patch) -> Call<Location> {
        self.0.read(Request::new(&UPDATE).param("id", id).json(patch).replay(Replay::Safe))
    }

    /// Deletes a location: `DELETE /Locations/{id}`.
    pub fn delete(&self, id: LocationId) -> Call<()> {
        self.0.act(Request::new(&DELETE).param("id", id))
    }

    /// The extra data fields of a location: `GET /Locations/{id}/ExtraFields`.
    pub fn extra_fields(&self, id: LocationId) -> ListRequest<ExtraField> {
        self.0.list(Request::new(&EXTRA_FIELDS).param("id", id), "")
    }

    /// Sets an extra data field: `PATCH /Locations/{id}/ExtraFields/{field}`. The path in the patch is
    /// `TextFieldSettings.Value`, `CheckboxSettings.IsChecked` or `DropdownSettings.SelectedValue`.
    pub fn update_extra_field(&self, id: LocationId, field: ExtraFieldId, patch: &Patch) -> Call<ExtraField> {
        let request = Request::new(&UPDATE_EXTRA_FIELD).param("id", id).param("field", field);
        self.0.read(request.json(patch).replay(Replay::Safe))
    }

    /// Puts an extra data field back to its default: `DELETE /Locations/{id}/ExtraFields/{field}`. Answers with what it is then.
    pub fn clear_extra_field(&self, id: LocationId, field: ExtraFieldId) -> Call<ExtraField> {
        self.0.read(Request::new(&CLEAR_EXTRA_FIELD).param("id", id).param("field", field))
    }
}
