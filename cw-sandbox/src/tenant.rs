//! All that a product may show: the shared world, and what each product keeps for itself.

use std::sync::Arc;

use crate::automate::Automate;
use crate::delivery::Outgoing;
use crate::psa::Psa;
use crate::stamp::Stamp;
use crate::world::World;

/// The tenant at one moment.
pub(crate) struct Tenant {
    /// Shared with whoever took a snapshot; written through [`Tenant::world_mut`].
    pub(crate) world: Arc<World>,
    pub(crate) automate: Automate,
    pub(crate) psa: Psa,
    /// Webhooks, whoever sends them.
    pub(crate) outgoing: Outgoing,
    /// The moment of the request that is being answered.
    pub(crate) now: Stamp,
}

impl Tenant {
    pub(crate) fn new(mut world: World) -> Self {
        let automate = Automate::seeded(&world);
        let psa = Psa::seeded(&mut world);
        Self { now: world.made_at, world: Arc::new(world), automate, psa, outgoing: Outgoing::default() }
    }

    /// The world to change; snapshots taken before stay as they are.
    pub(crate) fn world_mut(&mut self) -> &mut World {
        Arc::make_mut(&mut self.world)
    }
}
