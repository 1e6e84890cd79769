//! Clients: the customers.

use std::sync::Arc;

use msp_tools_core::{Effect, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::input::{SearchText, sorted};
use crate::client::AutomateClient;
use crate::condition::client as field;
use crate::filters::ClientFilter;
use crate::models::Client;
use cw_http::columns;
use cw_http::tools::Part;
use cw_http::tools::text;
use cw_http::tools::{Limit, PageSize};

pub(super) fn list(cwa: &AutomateClient) -> Arc<dyn Tool> {
    let spec = super::spec("cwa-list-clients", Effect::Read)
        .with_title("List clients")
        .with_description(
            "Lists the clients (customers) of the MSP in ConnectWise Automate, by name: id, name, city, phone. Use it to \
             find a customer, or its id. Clients that the account may not see are left out without notice. Other tools \
             take a client's name as well as its id, so there is no need to look it up first.",
        )
        .with_permission("User class: Clients read; Clients \"Show All\", or a right on each client")
        .with_aliases(["customers", "companies", "accounts", "who do we support", "tenants"])
        .with_operation("automate:GET /Clients");
    cw_http::tools::read(spec, cwa, list_clients)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListClients {
    /// Only clients whose name contains this text, such as `dental`. Case does not matter.
    name: Option<SearchText>,
    /// More columns to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<ClientColumn>,
    /// What to sort by.
    #[serde(default)]
    order_by: ClientOrder,
    /// Whether to sort from last to first.
    #[serde(default)]
    descending: bool,
    /// How many clients to answer with, at most.
    #[serde(default)]
    limit: Limit,
    /// How many rows to fetch from the server in one request. Default: as many as `limit`.
    page_size: Option<PageSize>,
    /// The `cursor` of the answer before, to go on behind it. Keep the other arguments as they were.
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ClientOrder {
    #[default]
    Name,
    Id,
    City,
}

columns! {
    /// A client.
    pub(super) struct ClientRow of client: Client, by ClientColumn {
        usual {
            /// Its id.
            id: i64 = "Id" => client.id.map(Into::into),
            /// Its name.
            name: Untrusted = "Name" => text(&client.name),
            /// Its city.
            city: Untrusted = "City" => text(&client.city),
            /// Its main telephone number.
            phone: Untrusted = "PhoneNumber" => text(&client.phone_number),
        }
        asked {
            /// Its legal name.
            company: Untrusted = "Company" => text(&client.company),
            /// First name of its main contact.
            first_name: Untrusted = "FirstName" => text(&client.first_name),
            /// Last name of its main contact.
            last_name: Untrusted = "LastName" => text(&client.last_name),
            /// Street address.
            address: Untrusted = "Address1" => text(&client.address1),
            /// Second line of the address.
            address2: Untrusted = "Address2" => text(&client.address2),
            /// State or province.
            state: Untrusted = "State" => text(&client.state),
            /// Postal code.
            zip: Untrusted = "ZipCode" => text(&client.zip_code),
            /// Country.
            country: Untrusted = "Country" => text(&client.country),
            /// Fax number.
            fax: Untrusted = "FaxNumber" => text(&client.fax_number),
            /// Number of the linked company in ConnectWise PSA, as text.
            external_id: Untrusted = "ExternalId" => text(&client.external_id),
            /// Free notes.
            comment: Untrusted = "Comment" => text(&client.comment),
        }
    }
}

async fn list_clients(access: Access, input: ListClients) -> Result<Listed<ClientRow>, ToolError> {
    let ListClients { name, fields, order_by, descending, limit, page_size, cursor } = input;
    let filter = ClientFilter {
        name: name.map(Into::into),
        extra: access.bound.map(|own| field::ID.eq(own)),
        ..ClientFilter::default()
    };
    let order = match order_by {
        ClientOrder::Name => sorted(&field::NAME, &field::ID, descending),
        ClientOrder::Id => sorted(&field::ID, &field::ID, descending),
        ClientOrder::City => sorted(&field::CITY, &field::ID, descending),
    };
    let list = access.cwa.clients().list().filter(filter).fields(ClientRow::wire(&fields)).order_by(order);
    access
        .part(
            Part { limit, page_size, cursor },
            list,
            |client| access.sees(client),
            |client| ClientRow::read(client, &fields),
        )
        .await
}
