//! Version 2 of the device list: of companies or sites, with names and any part of the details.

use std::fmt;

use cw_http::{Call, CallOptions, Error, ErrorKind, Request, Response};
use futures_core::Stream;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;

use super::{Route, routes};
use crate::client::RmmClient;
use crate::dialect::{DeviceListMethod, ResourceWords};
use crate::ids::{CompanyId, EndpointId, SiteId};
use crate::models::{Device, DevicePage};

routes! {
    LIST_V2 = search("devices.list_v2", "/api/platform/v2/device/categories/{category}/endpoints") needs [DEVICES_READ];
    LIST_V2_BY_GET =
        get("devices.list_v2_by_get", "/api/platform/v2/device/categories/{category}/endpoints") needs [DEVICES_READ];
}

/// The service takes no more devices a page.
const LARGEST_PAGE: u32 = 500;
/// It takes no more companies at once. Documented for heartbeat; partners keep to it elsewhere too.
const COMPANIES_AT_ONCE: usize = 4;
/// How many of the others are asked for at once, so that the address stays short.
const OTHERS_AT_ONCE: usize = 50;

/// Of what devices are asked for. Any number of companies will do: the service takes four at once, so they are asked for in turn.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviceScope {
    /// All devices of these companies.
    Companies(Vec<CompanyId>),
    /// All devices of these sites.
    Sites(Vec<SiteId>),
    /// These devices. Some keys may not ask this way, although they may read the same devices by company.
    Endpoints(Vec<EndpointId>),
}

impl DeviceScope {
    /// All devices of a company.
    #[must_use]
    pub fn company(company: impl Into<CompanyId>) -> Self {
        Self::Companies(vec![company.into()])
    }

    /// All devices of a site.
    #[must_use]
    pub fn site(site: impl Into<SiteId>) -> Self {
        Self::Sites(vec![site.into()])
    }

    /// One device.
    #[must_use]
    pub fn endpoint(endpoint: impl Into<EndpointId>) -> Self {
        Self::Endpoints(vec![endpoint.into()])
    }

    /// In parts that the service takes at once.
    pub(super) fn parts(&self) -> Vec<Self> {
        match self {
            Self::Companies(ids) => ids.chunks(COMPANIES_AT_ONCE).map(|part| Self::Companies(part.to_vec())).collect(),
            Self::Sites(ids) => ids.chunks(OTHERS_AT_ONCE).map(|part| Self::Sites(part.to_vec())).collect(),
            Self::Endpoints(ids) => ids.chunks(OTHERS_AT_ONCE).map(|part| Self::Endpoints(part.to_vec())).collect(),
        }
    }

    pub(super) fn word<'a>(&self, words: &'a ResourceWords) -> &'a str {
        match self {
            Self::Companies(_) => &words.company,
            Self::Sites(_) => &words.site,
            Self::Endpoints(_) => &words.endpoint,
        }
    }

    pub(super) fn ids(&self) -> Vec<&str> {
        match self {
            Self::Companies(ids) => ids.iter().map(CompanyId::as_str).collect(),
            Self::Sites(ids) => ids.iter().map(SiteId::as_str).collect(),
            Self::Endpoints(ids) => ids.iter().map(EndpointId::as_str).collect(),
        }
    }
}

/// What kind of devices are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviceCategory {
    /// Machines with an agent.
    #[default]
    Platform,
    /// Things in the network.
    Network,
    /// Things in a cloud.
    Cloud,
    /// All of them.
    All,
}

impl fmt::Display for DeviceCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Platform => "platform",
            Self::Network => "network",
            Self::Cloud => "cloud",
            Self::All => "all",
        })
    }
}

/// Version 2 of the device list: a value that does nothing until it is asked for devices ([`items`](Self::items),
/// [`all`](Self::all)) or [one page](Self::send).
///
/// The vendor describes it as a POST; a tenant in Australia takes only a GET with the same body. So it is sent as POST, and where
/// that is refused, as GET, which the client then remembers. Where the service answers 404 in place of an empty list, it is empty.
#[derive(Debug, Clone)]
#[must_use = "a list does nothing until it is read"]
pub struct DeviceListRequest {
    rmm: RmmClient,
    scope: DeviceScope,
    category: DeviceCategory,
    page_size: u32,
    cursor: Option<u64>,
    query: Vec<(&'static str, String)>,
    options: CallOptions,
}

impl DeviceListRequest {
    pub(super) fn new(rmm: RmmClient, scope: DeviceScope) -> Self {
        Self {
            rmm,
            scope,
            category: DeviceCategory::Platform,
            page_size: LARGEST_PAGE,
            cursor: None,
            query: Vec::new(),
            options: CallOptions::default(),
        }
    }

    /// What kind of devices. Default: machines with an agent.
    pub fn category(mut self, category: DeviceCategory) -> Self {
        self.category = category;
        self
    }

    /// Which parts of the details to put into it: `system`, `os`, `bios`, `services`, ...
    pub fn fields(self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let names: Vec<_> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
        if names.is_empty() { self } else { self.query("field", names.join(",")) }
    }

    /// What to sort by. Which words there are is not documented.
    pub fn sort_by(self, field: impl fmt::Display) -> Self {
        self.query("sortBy", field)
    }

    /// Which devices of the scope. How the expression is written is not documented.
    pub fn filter(self, expression: impl fmt::Display) -> Self {
        self.query("filter", expression)
    }

    /// Adds a query parameter that has no method here.
    pub fn query(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// How many devices to ask for in one request: 1 to 500, by default 500. Another number is an error before anything is sent.
    pub fn page_size(mut self, devices: u32) -> Self {
        self.page_size = devices;
        self
    }

    /// Goes on at the [place](DevicePage::next) that an earlier page named. For a scope that is asked for at once: up to four
    /// companies.
    pub fn starting_at(mut self, cursor: u64) -> Self {
        self.cursor = Some(cursor);
        self
    }

    /// Settings of each request; the time-out is for one page.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// One page, with the place at which the next begins.
    ///
    /// # Errors
    /// As [`Call::send`]; `Input` for a page size out of bounds, and for a scope that is empty or more than the service takes at
    /// once, of which there is no one page.
    pub async fn send(self) -> Result<DevicePage, Error> {
        match self.scope.parts().as_slice() {
            [part] => self.page(part, self.cursor).await,
            [] => Err(Error::input("no company, site or device to list devices of")),
            _ => Err(Error::input("the service takes four companies at once; read more of them by `items` or `all`")),
        }
    }

    /// All devices, one by one. Memory stays at a page. After an error the stream is finished.
    pub fn items(self) -> impl Stream<Item = Result<Device, Error>> + Send + Unpin + use<> {
        let devices = |page: DevicePage| stream::iter(page.items.into_iter().map(Ok));
        self.pages().map_ok(devices).try_flatten().boxed()
    }

    /// All devices, a page at a time.
    pub fn pages(self) -> impl Stream<Item = Result<DevicePage, Error>> + Send + Unpin + use<> {
        let mut parts = self.scope.parts();
        parts.reverse();
        let walk = Walk { cursor: self.cursor, parts, list: self };
        stream::unfold(Some(walk), |walk| async move {
            let mut walk = walk?;
            match walk.next().await? {
                Ok(page) => Some((Ok(page), Some(walk))),
                Err(error) => Some((Err(error), None)),
            }
        })
        .boxed()
    }

    /// All devices in one vector.
    ///
    /// # Errors
    /// As [`send`](Self::send), for any number of companies.
    pub async fn all(self) -> Result<Vec<Device>, Error> {
        self.items().try_collect().await
    }

    async fn page(&self, part: &DeviceScope, cursor: Option<u64>) -> Result<DevicePage, Error> {
        if !(1..=LARGEST_PAGE).contains(&self.page_size) {
            let size = self.page_size;
            return Err(Error::input(format!("the page size {size} is not allowed; it can be 1 to {LARGEST_PAGE}")));
        }
        let page = match self.rmm.device_list_method() {
            DeviceListMethod::Get => self.ask(&LIST_V2_BY_GET, part, cursor).await,
            DeviceListMethod::Post => self.by_post_or_get(part, cursor).await,
        };
        match page {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(DevicePage::default()),
            page => page,
        }
    }

    /// By POST, and where that is refused, by GET. If both are, the first refusal is told.
    async fn by_post_or_get(&self, part: &DeviceScope, cursor: Option<u64>) -> Result<DevicePage, Error> {
        let refused = match self.ask(&LIST_V2, part, cursor).await {
            Err(error) if matches!(error.status(), Some(400 | 404 | 405)) => error,
            page => return page,
        };
        match self.ask(&LIST_V2_BY_GET, part, cursor).await {
            Ok(page) => {
                self.rmm.remember_device_list_by_get();
                Ok(page)
            }
            Err(error) if matches!(error.status(), Some(400 | 404 | 405)) => Err(refused),
            Err(error) => Err(error),
        }
    }

    async fn ask(&self, route: &Route, part: &DeviceScope, cursor: Option<u64>) -> Result<DevicePage, Error> {
        let words = &self.rmm.dialect().list_resource;
        let body = json!({ "resourceType": part.word(words), "resources": part.ids() });
        let request = self.rmm.ask(route).param("category", &self.category).json(&body);
        let request = request.query("limit", self.page_size).query_opt("cursor", cursor);
        let add = |request: Request, (name, value): &(&'static str, String)| request.set_query(*name, value);
        let request = self.query.iter().fold(request, add).with_options(self.options.clone());
        Call::new(self.rmm.http(), request, read_page).await
    }
}

fn read_page(response: &Response) -> Result<DevicePage, Error> {
    let mut page: DevicePage = response.json()?;
    if let Some(cursor) = response.link_param("next", "cursor").filter(|cursor| !cursor.is_empty()) {
        let number = cursor.parse().map_err(|_| response.explain("the next page's cursor is not a number"))?;
        page.next = Some(number);
    }
    Ok(page)
}

/// The way through the parts of a scope, page by page.
struct Walk {
    list: DeviceListRequest,
    /// What is still to be asked for; the last one is next.
    parts: Vec<DeviceScope>,
    cursor: Option<u64>,
}

impl Walk {
    async fn next(&mut self) -> Option<Result<DevicePage, Error>> {
        let part = self.parts.last()?;
        let page = self.list.page(part, self.cursor).await;
        let next = page.as_ref().ok().and_then(|page| page.next);
        if let (Some(next), Some(current)) = (next, self.cursor.or(Some(0)))
            && next <= current
        {
            let message = format!("the service led back to a page that was read already (cursor {next})");
            return Some(Err(Error::new(ErrorKind::Decode, message)));
        }
        if next.is_none() {
            self.parts.pop();
        }
        self.cursor = next;
        Some(page)
    }
}
