//! Configurations: devices and other assets.

use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{date, short, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::Serialize;

use super::access::Access;
use super::columns::{CustomValue, custom, id, name, updated};
use super::input::{Moment, SearchText, get_input, list_input};
use super::resolve;
use crate::By;
use crate::client::PsaClient;
use crate::condition::configuration as field;
use crate::filters::ConfigurationFilter;
use crate::ids::ConfigurationId;
use crate::models::Configuration;

pub(super) fn list(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-list-configurations", Effect::Read)
        .with_title("List configurations")
        .with_description(
            "Lists configurations (devices and other assets that PSA keeps), by name: id, name, type, status, company, serial number. \
             Use it to find a customer's machine, or whose serial number it is. For tickets about a machine give its name to \
             cw-psa-list-tickets as `configuration`.",
        )
        .with_permission("Companies > Configurations: Inquire")
        .with_aliases(["devices", "assets", "machines", "computers", "servers", "inventory", "serial number", "warranty", "hardware"])
        .with_operation("psa:GET /company/configurations");
    cw_http::tools::read(spec, psa, list_configurations)
}

pub(super) fn get(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-get-configuration", Effect::Read)
        .with_title("Get configuration")
        .with_description(
            "Shows one configuration (device or other asset) by id: type, status, company, contact, site, serial number, model, \
             operating system, addresses, warranty, notes, the questions of its type with their answers, custom fields.",
        )
        .with_permission("Companies > Configurations: Inquire")
        .with_aliases(["device details", "asset", "machine record", "warranty end", "what hardware is it", "computer"])
        .with_operation("psa:GET /company/configurations/{id}");
    cw_http::tools::read(spec, psa, get_configuration)
}

list_input! {
    struct ListConfigurations of ConfigurationColumn, order ConfigurationOrder by field::ID,
        descending "super::input::no"
    {
        /// Only configurations whose name contains this text, such as `DC`. Case does not matter.
        name: Option<SearchText>,
        /// Only configurations of this company, by id, name or identifier, such as `Acme Dental`.
        company: Option<IdOrName>,
        /// Only configurations of this contact, by id or name.
        contact: Option<IdOrName>,
        /// Only configurations of this type, by id or name, such as `Managed Workstation`.
        r#type: Option<IdOrName>,
        /// Only configurations with this status, by id or name.
        status: Option<IdOrName>,
        /// Only configurations with exactly this serial number.
        serial_number: Option<SearchText>,
        /// Only configurations in use, or only others.
        active: Option<bool>,
        /// Only configurations changed at this date or since, such as `2026-01-31`; UTC unless it says otherwise.
        updated_since: Option<Moment>,
    }
    sorts {
        #[default]
        Name = field::NAME,
        Id = field::ID,
        Company = field::COMPANY.name(),
        Type = field::KIND.name(),
        WarrantyEnd = field::WARRANTY_END,
        Updated = field::LAST_UPDATED,
    }
}

get_input!(GetConfiguration of ConfigurationColumn);

columns! {
    /// A configuration.
    pub(super) struct ConfigurationRow of configuration: Configuration, by ConfigurationColumn {
        usual {
            /// Its id.
            id: i64 = "id" => configuration.id.map(Into::into),
            /// Its name.
            name: Untrusted = "name" => text(&configuration.name),
            /// Its type.
            r#type: Untrusted = "type" => name(&configuration.kind),
            /// Its status.
            status: Untrusted = "status" => name(&configuration.status),
            /// The company it belongs to.
            company: Untrusted = "company" => name(&configuration.company),
            /// Its serial number.
            serial_number: Untrusted = "serialNumber" => text(&configuration.serial_number),
        }
        asked {
            /// Id of the company.
            company_id: i64 = "company" => id(&configuration.company),
            /// Who uses it.
            contact: Untrusted = "contact" => name(&configuration.contact),
            /// The company's site.
            site: Untrusted = "site" => name(&configuration.site),
            /// Whether it is in use.
            active: bool = "activeFlag" => configuration.active_flag,
            /// Its id in the tool that manages it.
            device_identifier: Untrusted = "deviceIdentifier" => text(&configuration.device_identifier),
            /// Its model.
            model: Untrusted = "modelNumber" => text(&configuration.model_number),
            /// Inventory label.
            tag: Untrusted = "tagNumber" => text(&configuration.tag_number),
            /// Who made it.
            manufacturer: Untrusted = "manufacturer" => name(&configuration.manufacturer),
            /// Operating system.
            os: Untrusted = "osType" => text(&configuration.os_type),
            /// Address in the network.
            ip: Untrusted = "ipAddress" => text(&configuration.ip_address),
            /// Hardware address.
            mac: Untrusted = "macAddress" => text(&configuration.mac_address),
            /// Who was logged in last.
            user: Untrusted = "lastLoginName" => text(&configuration.last_login_name),
            /// When it was bought.
            purchased: String = "purchaseDate" => date(&configuration.purchase_date),
            /// When the warranty ends.
            warranty_end: String = "warrantyExpirationDate" => date(&configuration.warranty_expiration_date),
            /// What was written about it; long notes are cut.
            notes: Untrusted = "notes" => short(&configuration.notes),
            /// The questions of its type that are answered.
            questions: Vec<Answer> = "questions" => answers(configuration),
            /// When it was last changed, in UTC.
            updated: String = "_info" => updated(&configuration.info),
            /// The provider's own fields that have a value.
            custom_fields: Vec<CustomValue> = "customFields" => custom(&configuration.custom_fields),
        }
    }
}

/// A question of a configuration's type.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Answer {
    /// What is asked.
    question: Untrusted,
    /// What was answered; passwords are masked.
    answer: Untrusted,
}

/// What one configuration shows beyond a row of a list.
const DETAILS: [ConfigurationColumn; 17] = [
    ConfigurationColumn::company_id,
    ConfigurationColumn::contact,
    ConfigurationColumn::site,
    ConfigurationColumn::active,
    ConfigurationColumn::model,
    ConfigurationColumn::tag,
    ConfigurationColumn::manufacturer,
    ConfigurationColumn::os,
    ConfigurationColumn::ip,
    ConfigurationColumn::mac,
    ConfigurationColumn::user,
    ConfigurationColumn::purchased,
    ConfigurationColumn::warranty_end,
    ConfigurationColumn::notes,
    ConfigurationColumn::questions,
    ConfigurationColumn::updated,
    ConfigurationColumn::custom_fields,
];

fn answers(configuration: &Configuration) -> Option<Vec<Answer>> {
    let answered = configuration.questions.iter().flatten().filter_map(|question| {
        let answer = question.answer.as_ref()?.to_string();
        let asked = Untrusted::new(question.question.clone().unwrap_or_default());
        (!answer.trim().is_empty()).then(|| Answer { question: asked, answer: Untrusted::new(answer) })
    });
    Some(answered.collect::<Vec<_>>()).filter(|answers| !answers.is_empty())
}

async fn list_configurations(access: Access, input: ListConfigurations) -> Result<Listed<ConfigurationRow>, ToolError> {
    let asked = input.asked();
    let company = resolve::company_id(&access, "$.company", input.company.as_ref()).await?;
    let filter = ConfigurationFilter {
        name: input.name.map(Into::into),
        company: company.map(By::from),
        contact: resolve::contacts(&access, company).by("$.contact", input.contact.as_ref()).await?,
        kind: resolve::configuration_types(&access).by("$.type", input.r#type.as_ref()).await?,
        status: resolve::configuration_statuses(&access).by("$.status", input.status.as_ref()).await?,
        serial_number: input.serial_number.map(Into::into),
        active: input.active,
        updated_since: input.updated_since.map(Into::into),
        ..ConfigurationFilter::default()
    };
    let list = access.psa.configurations().list().filter(filter);
    access.rows(list, asked, ConfigurationRow::wire, ConfigurationRow::read).await
}

async fn get_configuration(access: Access, input: GetConfiguration) -> Result<ConfigurationRow, ToolError> {
    let call = access.psa.configurations().get(ConfigurationId::new(input.number()));
    let configuration = access.one("configuration", input.id, call).await?;
    Ok(ConfigurationRow::read(&configuration, &input.columns(&DETAILS)))
}
