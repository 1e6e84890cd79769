//! The sandbox's state: the tenant, its clock, the rules of misbehaviour, and the log.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fault::Faults;
use crate::log::{LoggedRequest, RequestLog};
use crate::reply::Reply;
use crate::request::Request;
use crate::settings::Settings;
use crate::stamp::Clock;
use crate::tenant::Tenant;
use crate::world::World;
use crate::{automate, fault::FaultKind, psa};

pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) settings: Settings,
    pub(crate) tenant: Tenant,
    pub(crate) faults: Faults,
    pub(crate) log: RequestLog,
    pub(crate) stats: Stats,
}

/// Counts since the start. Nothing is ever taken away from them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stats {
    /// Requests, those of the control API not counted.
    pub requests: u64,
    /// Requests by answer: `200`, or `none` where no answer was sent.
    pub by_status: BTreeMap<String, u64>,
    /// Requests by method and path, numbers in it replaced: `GET /cwa/api/v1/computers/{id}`.
    pub by_route: BTreeMap<String, u64>,
    /// Requests for a token, refreshing included.
    pub token_requests: u64,
    /// Requests that changed something.
    pub committed: u64,
    /// Requests that a fault struck.
    pub faults: u64,
}

impl State {
    pub(crate) fn new(world: World, clock: Clock, settings: Settings) -> Self {
        Self {
            clock,
            settings,
            tenant: Tenant::new(world),
            faults: Faults::default(),
            log: RequestLog::default(),
            stats: Stats::default(),
        }
    }

    /// Brings the tenant up to the clock.
    pub(crate) fn catch_up(&mut self) {
        let now = self.clock.now();
        self.tenant.now = now;
        if self.tenant.world.is_due(now) {
            self.tenant.world_mut().settle(now, self.settings.script_duration());
        }
    }

    /// Writes a request down before anything happens to it, and says which fault strikes it.
    pub(crate) fn admit(&mut self, request: &Request) -> (u64, Option<FaultKind>) {
        let fault = self.faults.strike(&request.method, &request.path);
        self.stats.requests += 1;
        self.stats.faults += u64::from(fault.is_some());
        self.stats.token_requests += u64::from(request.asks_for_token());
        *self.stats.by_route.entry(request.route()).or_default() += 1;
        let number = self.stats.requests;
        let mut entry: LoggedRequest = request.logged(number, self.clock.now());
        entry.fault = fault.as_ref().map(FaultKind::name);
        self.log.push(entry);
        (number, fault)
    }

    /// Lets the product answer.
    pub(crate) fn handle(&mut self, number: u64, request: &Request) -> Reply {
        self.catch_up();
        let reply = if psa::owns(request) {
            psa::answer(&mut self.tenant, &self.settings, request)
        } else {
            automate::answer(&mut self.tenant, &self.settings, request).unwrap_or_else(Reply::from)
        };
        // What a write of zero duration starts also ends before anybody can look.
        self.catch_up();
        let is_write = self.log.entry(number).is_some_and(|entry| entry.is_write());
        if is_write && reply.status < 300 {
            self.stats.committed += 1;
            if let Some(entry) = self.log.entry(number) {
                entry.committed = true;
            }
        }
        reply
    }

    /// Notes what was answered; `None` if nothing was.
    pub(crate) fn answered(&mut self, number: u64, status: Option<u16>) {
        let key = status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        *self.stats.by_status.entry(key).or_default() += 1;
        if let Some(entry) = self.log.entry(number) {
            entry.status = status;
        }
    }
}
