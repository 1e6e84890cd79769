//! What is on a machine and is not kept: it is drawn from the seed whenever it is asked for, and only changes are noted.

use super::catalogue::{SOFTWARE, ServiceKind, SoftwareItem};
use super::{Machine, World};

impl World {
    /// The services of a machine, and which of them run: those that start by themselves, unless an alert says otherwise.
    pub(crate) fn services_of<'a>(
        &'a self,
        machine: &Machine,
    ) -> impl Iterator<Item = (&'static ServiceKind, bool)> + 'a {
        let (id, has_any) = (machine.id, machine.inventoried && machine.os.contains("Windows"));
        let runs =
            move |kind: &ServiceKind| kind.startup == "Auto" && !self.alerts_of(id).any(|a| a.field == kind.name);
        ServiceKind::ALL.iter().filter(move |_| has_any).map(move |kind| (kind, runs(kind)))
    }

    /// The software of a machine, with its place in [`SOFTWARE`].
    pub(crate) fn software_of<'a>(
        &'a self,
        machine: &Machine,
    ) -> impl Iterator<Item = (u32, &'static SoftwareItem)> + use<'a> {
        let (id, has_any) = (machine.id, machine.inventoried);
        let installed =
            move |n: u32| has_any && self.roll(id ^ n, "has", 2) == 0 && !self.uninstalled.contains(&(id, n));
        (0..).zip(&SOFTWARE).filter(move |(n, _)| installed(*n))
    }

    /// How many updates a machine misses.
    #[must_use]
    pub fn missing_updates(&self, machine: u32) -> u32 {
        if self.patched.contains(&machine) { 0 } else { self.roll(machine, "missing", 9) }
    }

    /// How many updates are installed on a machine, not counting those that it missed when the world was made.
    pub(crate) fn installed_updates(&self, machine: u32) -> u32 {
        100 + self.roll(machine, "patches", 200)
    }
}
