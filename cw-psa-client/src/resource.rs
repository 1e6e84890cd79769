//! One idea for every kind of record: where it is, what its id is, what it is read as.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use cw_http::{Call, Error, Method, Operation, Replay, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::PsaClient;
use crate::condition::Criteria;
use crate::list::{ListRequest, Routes};
use crate::lost;
use crate::patch::Patch;

/// A kind of record that PSA keeps: where, under which ids, and what it is read as. That is enough to list, count and get it;
/// with [`Writable`] it can be created, changed and deleted too.
///
/// One that has no method here is a few lines, with a struct of your own:
///
/// ```no_run
/// use cw_psa_client::{Criteria, PsaClient, Resource, Writable};
///
/// #[derive(serde::Deserialize)]
/// struct Market {
///     id: i64,
///     name: String,
/// }
///
/// impl Resource for Market {
///     const PATH: &'static str = "/company/marketDescriptions";
///     type Id = i64;
///     type Model = Self;
///     type Filter = Criteria;
/// }
///
/// impl Writable for Market {
///     type New = serde_json::Value;
/// }
///
/// # async fn example(psa: PsaClient) -> Result<(), cw_psa_client::Error> {
/// let markets = psa.resource::<Market>();
/// let new = markets.create(&serde_json::json!({ "name": "Dentists" })).await?;
/// for market in markets.list().all().await? {
///     println!("{} {}", market.id, market.name);
/// }
/// markets.delete(new.id).await?;
/// # Ok(())
/// # }
/// ```
pub trait Resource: 'static {
    /// What the operations are called in errors and logs (`tickets.list`). Default: the path.
    const NAME: &'static str = Self::PATH;
    /// Where the records are, below the API root: `/company/companies`. What belongs to another record has that one's id
    /// as `{parentId}`: `/company/companies/{parentId}/notes`.
    const PATH: &'static str;
    /// Where they can be searched by POST, for conditions too long for an address. PSA has that for tickets alone.
    const SEARCH_PATH: Option<&'static str> = None;
    /// Whether its list can be read forward-only, page by page in the order of ids. Audit trails cannot.
    const FORWARD_ONLY: bool = true;
    /// The type of its ids.
    type Id: fmt::Display;
    /// What a record is read as.
    type Model: DeserializeOwned;
    /// The filter that fits its list; [`Criteria`] where there is none of its own.
    type Filter: Into<Criteria>;
}

/// A kind of record that can be created, changed and deleted.
pub trait Writable: Resource {
    /// What a new record is written as.
    type New: Serialize;
    /// By which of its fields a new record is found again if the answer to its creation is lost: those by which people would tell
    /// it from others that were made at the same time. Without any it is not looked for; see
    /// [`Endpoint::create`].
    const FOUND_BY: &'static [&'static str] = &[];
}

/// What can be done to one kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    List,
    Count,
    Get,
    Create,
    Update,
    Replace,
    Delete,
}

impl Verb {
    pub(crate) const READS: [Self; 3] = [Self::List, Self::Count, Self::Get];
    pub(crate) const WRITES: [Self; 4] = [Self::Create, Self::Update, Self::Replace, Self::Delete];

    /// The operation on records of kind `R`.
    pub(crate) fn operation<R: Resource>(self) -> Operation {
        let (word, method, below) = match self {
            Self::List => ("list", Method::GET, ""),
            Self::Count => ("count", Method::GET, "/count"),
            Self::Get => ("get", Method::GET, "/{id}"),
            Self::Create => ("create", Method::POST, ""),
            Self::Update => ("update", Method::PATCH, "/{id}"),
            Self::Replace => ("replace", Method::PUT, "/{id}"),
            Self::Delete => ("delete", Method::DELETE, "/{id}"),
        };
        let mut operation = Operation::new("", method, "");
        operation.name = Cow::Owned(format!("{}.{word}", R::NAME));
        operation.path = Cow::Owned(format!("{}{below}", R::PATH));
        operation
    }
}

/// The search by POST, where there is one.
pub(crate) fn search_operation<R: Resource>() -> Option<Operation> {
    let path = R::SEARCH_PATH?;
    Some(Operation { name: Cow::Owned(format!("{}.search", R::NAME)), ..Operation::search("", path) })
}

/// The records of one kind: all of them, or those that belong to another record.
///
/// Most methods answer with values: a [`Call`] to await, or a [`ListRequest`] to refine and read. Where one takes several
/// requests it is an `async` method instead, and says so.
///
/// ```no_run
/// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
/// use cw_psa_client::models::NewCompany;
/// use cw_psa_client::{By, Patch};
///
/// let companies = psa.companies();
/// println!("{} companies", companies.list().count().await?);
///
/// let new = NewCompany::new("ACME", "Acme Dental").with_types(vec![By::name("Client")]);
/// let Some(id) = companies.create(&new).await?.id else { return Ok(()) };
/// companies.update(id, &Patch::new().replace("phoneNumber", "541-555-0011")).await?;
/// println!("{:?}", companies.get(id).await?.phone_number);
/// companies.delete(id).await?;
/// # Ok(())
/// # }
/// ```
pub struct Endpoint<R> {
    pub(crate) psa: PsaClient,
    parent: Option<String>,
    resource: PhantomData<fn() -> R>,
}

impl<R: Resource> Endpoint<R> {
    pub(crate) fn new(psa: PsaClient, parent: Option<String>) -> Self {
        Self { psa, parent, resource: PhantomData }
    }

    /// The list of these records, to be filtered, counted and read: `GET {path}`.
    pub fn list(&self) -> ListRequest<R::Model, R::Filter> {
        let routes = Routes {
            list: self.ask(&Verb::List.operation::<R>()),
            count: Some(self.ask(&Verb::Count.operation::<R>())),
            search: search_operation::<R>().map(|operation| self.ask(&operation)),
            forward_only: R::FORWARD_ONLY,
        };
        ListRequest::new(self.psa.http(), routes)
    }

    /// One record: `GET {path}/{id}`.
    pub fn get(&self, id: R::Id) -> Call<R::Model> {
        self.psa.read(self.request(Verb::Get).param("id", id))
    }

    /// A request on these records, with the record filled in that they belong to.
    pub(crate) fn request(&self, verb: Verb) -> Request {
        self.fill(Request::new(&verb.operation::<R>()))
    }

    pub(crate) fn ask(&self, operation: &Operation) -> Request {
        self.psa.versioned(self.fill(Request::new(operation)))
    }

    pub(crate) fn fill(&self, request: Request) -> Request {
        match &self.parent {
            Some(parent) => request.param("parentId", parent),
            None => request,
        }
    }
}

impl<R: Writable> Endpoint<R> {
    /// Creates a record: `POST {path}`. Answers with the new one. Sent once: if the answer is lost, the record may exist, and
    /// [`Error::reconcile`] looks for it where that is possible.
    ///
    /// Tickets, their notes and time entries are found by their own fields among those made since. Any record is found, and more
    /// surely, by a mark that you put into it, such as a number of your own that is used once:
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// use cw_psa_client::{By, ErrorKind, Fate, condition::ticket, models::NewTicket};
    ///
    /// let new = NewTicket::new("Order 2041: kiosk is offline", By::id(912));
    /// let marked = psa.tickets().list().condition(ticket::SUMMARY.like("Order 2041: %"));
    /// let made = match psa.tickets().create(&new).findable_by(marked).await {
    ///     Err(error) if error.kind() == ErrorKind::OutcomeUnknown => error.reconcile().await?,
    ///     answer => Fate::Happened(answer?),
    /// };
    /// match made {
    ///     Fate::Happened(ticket) => println!("it is there: {:?}", ticket.id),
    ///     Fate::DidNotHappen => println!("it may be sent again"),
    ///     Fate::CannotTell(why) => println!("somebody has to look: {why}"),
    ///     _ => {}
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(&self, new: &R::New) -> Call<R::Model> {
        let request = self.request(Verb::Create).json(new);
        let twin = lost::twin::<R>(self, &request);
        let call = self.psa.read(request);
        if R::FOUND_BY.is_empty() { call } else { call.findable_by(twin) }
    }

    /// Changes parts of a record: `PATCH {path}/{id}`. Answers with the changed one. A patch of replacements alone is
    /// repeated after a lost answer, any other is not.
    pub fn update(&self, id: R::Id, patch: &Patch) -> Call<R::Model> {
        self.psa.read(patched(self.request(Verb::Update).param("id", id), patch))
    }

    /// Puts a whole record in place of the old one: `PUT {path}/{id}`. What is not in it is emptied or set to its default; to
    /// change a part, [`update`](Self::update). Models leave out what is null, so read the record as
    /// [`Value`](serde_json::Value) to put it back changed.
    pub fn replace(&self, id: R::Id, record: &impl Serialize) -> Call<R::Model> {
        self.psa.read(self.request(Verb::Replace).param("id", id).json(record))
    }

    /// Deletes a record: `DELETE {path}/{id}`.
    pub fn delete(&self, id: R::Id) -> Call<()> {
        self.psa.act(self.request(Verb::Delete).param("id", id))
    }
}

/// A request that carries a patch, replayed if that does no harm.
pub(crate) fn patched(request: Request, patch: &Patch) -> Request {
    let replay = if patch.is_replay_safe() { Replay::Safe } else { Replay::Never };
    match patch.to_json() {
        Ok(operations) => request.json(&operations).replay(replay),
        Err(error) => request.refuse(Error::input(error.to_string()).with_source(error)),
    }
}

impl<R> Clone for Endpoint<R> {
    fn clone(&self) -> Self {
        Self { psa: self.psa.clone(), parent: self.parent.clone(), resource: PhantomData }
    }
}

impl<R: Resource> fmt::Debug for Endpoint<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("path", &R::PATH).finish_non_exhaustive()
    }
}
