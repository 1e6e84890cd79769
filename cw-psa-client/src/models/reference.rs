//! The short forms in which one record names another.
//!
//! Their `_info` is not kept: it links to the record, which the id finds too.

use cw_http::data::{DateTime, Lenient, Record, Slot, record};
use serde::de::{Deserializer, IgnoredAny, MapAccess};
use serde::{Deserialize, Serialize};

use super::macros::model;
use super::words::PriorityLevel;
use crate::ids::{
    AgreementId, CatalogItemId, CommunicationTypeId, ConfigurationId, InvoiceId, MemberId, PriorityId, ProductLineId,
    ScheduleEntryId, StatusId, TicketId, WarehouseId, WorkTypeId,
};

/// Another record, by id, short word and name: `{"id": 912, "identifier": "FABRIKAM", "name": "Fabrikam Dental"}`.
///
/// Most kinds have no identifier, a few no name. `Ref` without a parameter points at a look-up row that this crate has no
/// routes for, such as billing terms. To name a record in what is sent, use [`By`](crate::By).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Ref<I = i64> {
    /// Which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<I>,
    /// Its short word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl<I> Ref<I> {
    /// By id and name.
    #[must_use]
    pub fn new(id: impl Into<I>, name: impl Into<String>) -> Self {
        Self { id: Some(id.into()), identifier: None, name: Some(name.into()) }
    }
}

impl<I> Default for Ref<I> {
    fn default() -> Self {
        Self { id: None, identifier: None, name: None }
    }
}

impl<I: Lenient> Record for Ref<I> {
    const FIELDS: &'static [&'static str] = &["id", "identifier", "name"];

    #[inline]
    fn find(key: &str) -> Option<usize> {
        match key {
            "id" => Some(0),
            "identifier" => Some(1),
            "name" => Some(2),
            _ => None,
        }
    }

    fn set<'de, A: MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => self.id = map.next_value::<Slot<I>>()?.0,
            1 => self.identifier = map.next_value::<Slot<String>>()?.0,
            2 => self.name = map.next_value::<Slot<String>>()?.0,
            _ => drop(map.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}

impl<'de, I: Lenient> Deserialize<'de> for Ref<I> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        record(deserializer)
    }
}

impl<I: Lenient> Lenient for Ref<I> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Deserialize::deserialize(deserializer)
    }
}

model! {
    /// A status of a board, with its place among the others.
    pub struct StatusRef {
        /// Which one.
        id: StatusId,
        /// What it is called.
        name: String,
        /// Its place among the statuses of the board.
        sort: i64,
    }

    /// A priority, with its place among the others.
    pub struct PriorityRef {
        /// Which one.
        id: PriorityId,
        /// What it is called.
        name: String,
        /// Its place among the priorities.
        sort: i64,
        /// How urgent it is.
        level: PriorityLevel,
    }

    /// A member, with what they work in a day.
    pub struct MemberRef {
        /// Which one.
        id: MemberId,
        /// The login.
        identifier: String,
        /// First and last name.
        name: String,
        /// Hours a day.
        daily_capacity: f64,
    }

    /// An agreement.
    pub struct AgreementRef {
        /// Which one.
        id: AgreementId,
        /// What it is called.
        name: String,
        /// Its type, by name.
        kind("type"): String,
        /// Whether it is charged to us.
        charge_firm_flag: bool,
    }

    /// A type of work.
    pub struct WorkTypeRef {
        /// Which one.
        id: WorkTypeId,
        /// What it is called.
        name: String,
        /// Whether it counts as utilisation.
        utilization_flag: bool,
    }

    /// A ticket.
    pub struct TicketRef {
        /// Which one.
        id: TicketId,
        /// What it is about.
        summary: String,
    }

    /// A configuration.
    pub struct ConfigurationRef {
        /// Which one.
        id: ConfigurationId,
        /// Its id in the tool that manages it.
        device_identifier: String,
    }

    /// A product line.
    pub struct ProductRef {
        /// Which one.
        id: ProductLineId,
        /// What it is.
        description: String,
    }

    /// An entry of the schedule.
    pub struct ScheduleEntryRef {
        /// Which one.
        id: ScheduleEntryId,
        /// What it is.
        description: String,
    }

    /// A status of invoices.
    pub struct BillingStatusRef {
        /// Which one.
        id: i64,
        /// What it is called.
        name: String,
        /// Whether its invoices count as closed.
        is_closed: bool,
    }

    /// An invoice.
    pub struct InvoiceRef {
        /// Which one.
        id: InvoiceId,
        /// Its number.
        identifier: String,
        /// How it is billed.
        billing_type: String,
        /// What kind of thing it is for.
        apply_to_type: String,
        /// Its day.
        invoice_date: DateTime,
        /// Whether it is charged to us.
        charge_firm_flag: bool,
    }

    /// What lines are grouped by on invoices.
    pub struct InvoiceGroupingRef {
        /// Which one.
        id: i64,
        /// What it is called.
        name: String,
        /// What it is.
        description: String,
        /// Whether prices are shown.
        show_price_flag: bool,
        /// Whether the items in it are shown.
        show_sub_items_flag: bool,
        /// Whether additions stand with their parents.
        group_parent_child_additions_flag: bool,
    }

    /// A catalogue item, from the side of stock.
    pub struct InventoryItemRef {
        /// Which one.
        id: CatalogItemId,
        /// Its short word.
        identifier: String,
        /// Whether each one has a serial number.
        serialized_flag: bool,
    }

    /// A type of address or number.
    pub struct CommunicationTypeRef {
        /// Which one.
        id: CommunicationTypeId,
        /// What it is called.
        name: String,
        /// Its id elsewhere.
        core_entity_id: String,
    }

    /// An e-mail template of a board.
    pub struct EmailTemplateRef {
        /// Which one.
        id: i64,
        /// Its short word.
        identifier: String,
        /// What it is called.
        name: String,
        /// What it is for.
        kind("type"): String,
    }

    /// A warehouse.
    pub struct WarehouseRef {
        /// Which one.
        id: WarehouseId,
        /// What it is called.
        name: String,
        /// Whether nothing may be moved in or out.
        locked_flag: bool,
    }

    /// A directory of members.
    pub struct LdapRef {
        /// Which one.
        id: i64,
        /// What it is called.
        name: String,
        /// Its server.
        server: String,
    }

    /// A member's account for single sign-on.
    pub struct SsoSettings {
        /// Its id.
        id: i64,
        /// Its id at the sign-on service.
        sso_user_id: String,
        /// Its name.
        user_name: String,
        /// Its e-mail address.
        email: String,
    }

    /// A part of a forecast's total.
    pub struct Revenue {
        /// Its id.
        id: i64,
        /// Revenue.
        revenue: f64,
        /// Cost.
        cost: f64,
        /// Margin.
        margin: f64,
        /// Margin, in percent.
        percentage: f64,
    }

    /// A currency, and how amounts in it are written.
    pub struct Currency {
        /// Its id.
        id: i64,
        /// Its sign.
        symbol: String,
        /// Its code, such as `USD`.
        currency_code: String,
        /// What stands before the decimals.
        decimal_separator: String,
        /// How many decimals there are.
        number_of_decimals: i64,
        /// What stands between the thousands.
        thousands_separator: String,
        /// Whether negative amounts stand in parentheses.
        negative_parentheses_flag: bool,
        /// Whether the sign is shown.
        display_symbol_flag: bool,
        /// Its short word.
        currency_identifier: String,
        /// Whether the short word is shown.
        display_id_flag: bool,
        /// Whether the sign stands to the right.
        right_align: bool,
        /// What it is called.
        name: String,
    }
}
