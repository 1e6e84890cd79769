//! What tickets refer to: boards, priorities, statuses and so on.

use cw_http::{Call, Replay};

use super::routes;
use crate::client::RmmClient;
use crate::ids::{BoardId, TagId};
use crate::list::ListRequest;
use crate::models::{Board, BoardTeam, Category, NewTag, Priority, Source, Status, Tag, TicketCount, TicketType};
use crate::patch::Patch;

routes! {
    BOARDS = get("lookups.boards", "/api/platform/v1/service/ticketing/service-boards") needs [TICKETS_READ];
    TEAMS = get("lookups.teams", "/api/platform/v1/service/ticketing/service-boards/{id}/teams") needs [TICKETS_READ];
    PRIORITIES = get("lookups.priorities", "/api/platform/v1/service/ticketing/priorities") needs [TICKETS_READ];
    SOURCES = get("lookups.sources", "/api/platform/v1/service/ticketing/sources") needs [TICKETS_READ];
    STATUSES = get("lookups.statuses", "/api/platform/v1/service/ticketing/statuses") needs [TICKETS_READ];
    TYPES = get("lookups.types", "/api/platform/v1/service/ticketing/types") needs [TICKETS_READ];
    CATEGORIES = get("lookups.categories", "/api/platform/v1/service/ticketing/categories") needs [TICKETS_READ];
    COUNTS = get("lookups.counts", "/api/platform/v1/service/ticketing/ticket-counts") needs [TICKETS_READ];
    TAGS = get("lookups.tags", "/api/platform/v1/service/ticketing/tags") needs [TICKETS_READ];
    TAG = get("lookups.tag", "/api/platform/v1/service/ticketing/tags/{id}") needs [TICKETS_READ];
    CREATE_TAG = post("lookups.create_tag", "/api/platform/v1/service/ticketing/tags") needs [TICKETS_CREATE];
    REPLACE_TAG = put("lookups.replace_tag", "/api/platform/v1/service/ticketing/tags/{id}") needs [TICKETS_UPDATE];
    UPDATE_TAG = patch("lookups.update_tag", "/api/platform/v1/service/ticketing/tags/{id}") needs [TICKETS_UPDATE];
    DELETE_TAG = delete("lookups.delete_tag", "/api/platform/v1/service/ticketing/tags/{id}") needs [TICKETS_UPDATE];
}

/// What tickets refer to. People know the names, the service wants the ids. Which scopes lookups need is not documented; those of
/// tickets are presumed.
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// for board in rmm.lookups().boards().all().await? {
///     println!("{:?} {:?}", board.id, board.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Lookups(pub(super) RmmClient);

impl Lookups {
    /// Service boards. `.query("companyId", ..)`, `siteId` and `typeId` narrow them.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/service-boards`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn boards(&self) -> ListRequest<Board> {
        self.0.list(self.0.ask(&BOARDS))
    }

    /// The teams of a board.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/service-boards/{id}/teams`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn teams(&self, board: impl Into<BoardId>) -> ListRequest<BoardTeam> {
        self.0.list(self.0.ask(&TEAMS).param("id", board.into()))
    }

    /// Priorities.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/priorities`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn priorities(&self) -> ListRequest<Priority> {
        self.0.list(self.0.ask(&PRIORITIES))
    }

    /// Where tickets come from.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/sources`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn sources(&self) -> ListRequest<Source> {
        self.0.list(self.0.ask(&SOURCES))
    }

    /// Statuses.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/statuses`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn statuses(&self) -> ListRequest<Status> {
        self.0.list(self.0.ask(&STATUSES))
    }

    /// Types. `.query("entity", "assignment")` narrows them to those that tickets can be given.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/types`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn types(&self) -> ListRequest<TicketType> {
        self.0.list(self.0.ask(&TYPES))
    }

    /// Categories.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/categories`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn categories(&self) -> ListRequest<Category> {
        self.0.list(self.0.ask(&CATEGORIES))
    }

    /// How many tickets there are of each kind.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/ticket-counts`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn counts(&self) -> ListRequest<TicketCount> {
        self.0.list(self.0.ask(&COUNTS))
    }

    /// Tags.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/tags`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn tags(&self) -> ListRequest<Tag> {
        self.0.list(self.0.ask(&TAGS))
    }

    /// One tag.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/tags/{id}`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn tag(&self, id: impl Into<TagId>) -> Call<Tag> {
        self.0.read(self.0.ask(&TAG).param("id", id.into()))
    }

    /// Makes a tag. Never sent twice.
    ///
    /// Route: `POST /api/platform/v1/service/ticketing/tags`, scope [`platform.tickets.create`](crate::Scope::TICKETS_CREATE).
    pub fn create_tag(&self, tag: &NewTag) -> Call<Tag> {
        self.0.read(self.0.ask(&CREATE_TAG).json(tag))
    }

    /// Puts a tag in the place of another.
    ///
    /// Route: `PUT /api/platform/v1/service/ticketing/tags/{id}`, scope [`platform.tickets.update`](crate::Scope::TICKETS_UPDATE).
    pub fn replace_tag(&self, id: impl Into<TagId>, tag: &NewTag) -> Call<Tag> {
        self.0.read(self.0.ask(&REPLACE_TAG).param("id", id.into()).json(tag))
    }

    /// Changes parts of a tag.
    ///
    /// Route: `PATCH /api/platform/v1/service/ticketing/tags/{id}`, scope [`platform.tickets.update`](crate::Scope::TICKETS_UPDATE).
    pub fn update_tag(&self, id: impl Into<TagId>, patch: &Patch) -> Call<Tag> {
        self.0.read(self.0.ask(&UPDATE_TAG).param("id", id.into()).json(patch).replay(Replay::Safe))
    }

    /// Removes a tag, from all tickets too.
    ///
    /// Route: `DELETE /api/platform/v1/service/ticketing/tags/{id}`, scope [`platform.tickets.update`](crate::Scope::TICKETS_UPDATE).
    pub fn delete_tag(&self, id: impl Into<TagId>) -> Call<()> {
        self.0.act(self.0.ask(&DELETE_TAG).param("id", id.into()))
    }
}
