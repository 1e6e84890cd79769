//! The fields that are known, by resource. All others are [`Field::new`](super::Field::new).

macro_rules! fields {
    ($($(#[$doc:meta])* $resource:ident { $($(#[$note:meta])* $name:ident: $kind:ident = $wire:literal,)* })*) => {$(
        $(#[$doc])*
        pub mod $resource {
            #[allow(unused_imports, reason = "not every resource has fields of every kind")]
            use crate::condition::field::{Coded, Date, Field, Flag, Identified, Named, Number, Text, TicketRef};

            $(
                #[doc = concat!("`", $wire, "`.")]
                $(#[$note])*
                pub const $name: Field<$kind> = Field::known($wire);
            )*

            /// `lastUpdated`. Answers show it inside `_info` only.
            pub const LAST_UPDATED: Field<Date> = Field::known("lastUpdated");
        }
    )*};
}

fields! {
    /// Fields of an activity.
    activity {
        ID: Number = "id",
        NAME: Text = "name",
        KIND: Named = "type",
        STATUS: Named = "status",
        COMPANY: Identified = "company",
        CONTACT: Named = "contact",
        TICKET: TicketRef = "ticket",
        OPPORTUNITY: Named = "opportunity",
        AGREEMENT: Named = "agreement",
        ASSIGN_TO: Identified = "assignTo",
        ASSIGNED_BY: Identified = "assignedBy",
        START: Date = "dateStart",
        END: Date = "dateEnd",
        CLOSED: Flag = "closeFlag",
        NOTES: Text = "notes",
    }

    /// Fields of an agreement.
    agreement {
        ID: Number = "id",
        NAME: Text = "name",
        KIND: Named = "type",
        COMPANY: Identified = "company",
        CONTACT: Named = "contact",
        SITE: Named = "site",
        PARENT: Named = "parentAgreement",
        START: Date = "startDate",
        END: Date = "endDate",
        HAS_NO_END: Flag = "noEndingDateFlag",
        CANCELLED: Flag = "cancelledFlag",
        ///
        /// A fixed set of words; the server refuses others.
        STATUS: Text = "agreementStatus",
        BILL_AMOUNT: Number = "billAmount",
    }

    /// Fields of a service board.
    board {
        ID: Number = "id",
        NAME: Text = "name",
        LOCATION: Named = "location",
        DEPARTMENT: Identified = "department",
        INACTIVE: Flag = "inactiveFlag",
        ///
        /// Whether it is for project tickets.
        IS_PROJECT: Flag = "projectFlag",
    }

    /// Fields of a catalogue item: what is sold. Its uses on tickets and orders are [`product`](super::product)s.
    catalog_item {
        ID: Number = "id",
        IDENTIFIER: Text = "identifier",
        DESCRIPTION: Text = "description",
        CUSTOMER_DESCRIPTION: Text = "customerDescription",
        INACTIVE: Flag = "inactiveFlag",
        CATEGORY: Named = "category",
        SUBCATEGORY: Named = "subcategory",
        KIND: Named = "type",
        ///
        /// `Agreement`, `Bundle`, `Inventory`, `NonInventory` or `Service`.
        PRODUCT_CLASS: Text = "productClass",
        MANUFACTURER: Named = "manufacturer",
        MANUFACTURER_PART_NUMBER: Text = "manufacturerPartNumber",
        VENDOR: Identified = "vendor",
        VENDOR_SKU: Text = "vendorSku",
        PRICE: Number = "price",
        COST: Number = "cost",
        TAXABLE: Flag = "taxableFlag",
        RECURRING: Flag = "recurringFlag",
    }

    /// Fields of a contact's mail addresses and phone numbers, for `childConditions`.
    communication {
        ID: Number = "communicationItems/id",
        ///
        /// The address or the number.
        VALUE: Text = "communicationItems/value",
        ///
        /// `Email`, `Fax` or `Phone`.
        KIND: Text = "communicationItems/communicationType",
        ///
        /// What the tenant calls it, such as `Direct`.
        TYPE: Named = "communicationItems/type",
        DEFAULT: Flag = "communicationItems/defaultFlag",
    }

    /// Fields of a company.
    company {
        ID: Number = "id",
        IDENTIFIER: Text = "identifier",
        NAME: Text = "name",
        STATUS: Named = "status",
        ADDRESS1: Text = "addressLine1",
        ADDRESS2: Text = "addressLine2",
        CITY: Text = "city",
        STATE: Text = "state",
        ZIP: Text = "zip",
        COUNTRY: Identified = "country",
        PHONE_NUMBER: Text = "phoneNumber",
        WEBSITE: Text = "website",
        TERRITORY: Named = "territory",
        MARKET: Named = "market",
        ACCOUNT_NUMBER: Text = "accountNumber",
        DEFAULT_CONTACT: Named = "defaultContact",
        PARENT: Identified = "parentCompany",
        TERRITORY_MANAGER: Identified = "territoryManager",
        IS_LEAD: Flag = "leadFlag",
        IS_VENDOR: Flag = "isVendorFlag",
        ///
        /// Deleted companies stay in lists until they are filtered out.
        DELETED: Flag = "deletedFlag",
        DATE_ACQUIRED: Date = "dateAcquired",
        ///
        /// In a list of the record: for `childConditions`.
        TYPES: Named = "types",
    }

    /// Fields of a configuration: a device or another asset.
    configuration {
        ID: Number = "id",
        NAME: Text = "name",
        KIND: Named = "type",
        STATUS: Named = "status",
        COMPANY: Identified = "company",
        CONTACT: Named = "contact",
        SITE: Named = "site",
        ACTIVE: Flag = "activeFlag",
        DEVICE_IDENTIFIER: Text = "deviceIdentifier",
        SERIAL_NUMBER: Text = "serialNumber",
        MODEL_NUMBER: Text = "modelNumber",
        TAG_NUMBER: Text = "tagNumber",
        MANUFACTURER: Named = "manufacturer",
        VENDOR: Identified = "vendor",
        PARENT_ID: Number = "parentConfigurationId",
        MAC_ADDRESS: Text = "macAddress",
        IP_ADDRESS: Text = "ipAddress",
        OPERATING_SYSTEM: Text = "osType",
        LAST_USER: Text = "lastLoginName",
        PURCHASE_DATE: Date = "purchaseDate",
        INSTALLATION_DATE: Date = "installationDate",
        WARRANTY_END: Date = "warrantyExpirationDate",
    }

    /// Fields of a contact.
    contact {
        ID: Number = "id",
        FIRST_NAME: Text = "firstName",
        LAST_NAME: Text = "lastName",
        COMPANY: Identified = "company",
        SITE: Named = "site",
        INACTIVE: Flag = "inactiveFlag",
        TITLE: Text = "title",
        NICK_NAME: Text = "nickName",
        DEFAULT: Flag = "defaultFlag",
        DEFAULT_PHONE: Text = "defaultPhoneNbr",
        DEPARTMENT: Named = "department",
        MANAGER: Named = "managerContact",
        ///
        /// In a list of the record: for `childConditions`.
        TYPES: Named = "types",
    }

    /// Fields of an expense entry.
    expense_entry {
        ID: Number = "id",
        COMPANY: Identified = "company",
        CHARGE_TO_ID: Number = "chargeToId",
        ///
        /// Such as `ServiceTicket` or `Company`.
        CHARGE_TO_TYPE: Text = "chargeToType",
        KIND: Named = "type",
        MEMBER: Identified = "member",
        AMOUNT: Number = "amount",
        BILLABLE: Text = "billableOption",
        DATE: Date = "date",
        STATUS: Text = "status",
        AGREEMENT: Named = "agreement",
        TICKET: TicketRef = "ticket",
        PROJECT: Named = "project",
        INVOICE: Coded = "invoice",
        NOTES: Text = "notes",
    }

    /// Fields of an invoice.
    invoice {
        ID: Number = "id",
        NUMBER: Text = "invoiceNumber",
        KIND: Text = "type",
        STATUS: Named = "status",
        COMPANY: Identified = "company",
        BILL_TO_COMPANY: Identified = "billToCompany",
        APPLY_TO_TYPE: Text = "applyToType",
        APPLY_TO_ID: Number = "applyToId",
        DATE: Date = "date",
        DUE_DATE: Date = "dueDate",
        TOTAL: Number = "total",
        BALANCE: Number = "balance",
        AGREEMENT: Named = "agreement",
        TICKET: TicketRef = "ticket",
        PROJECT: Named = "project",
    }

    /// Fields of a member: a technician, or an integration.
    member {
        ID: Number = "id",
        ///
        /// The login.
        IDENTIFIER: Text = "identifier",
        FIRST_NAME: Text = "firstName",
        LAST_NAME: Text = "lastName",
        TITLE: Text = "title",
        INACTIVE: Flag = "inactiveFlag",
        OFFICE_EMAIL: Text = "officeEmail",
        PRIMARY_EMAIL: Text = "primaryEmail",
        LICENSE_CLASS: Text = "licenseClass",
        KIND: Named = "type",
        SECURITY_ROLE: Named = "securityRole",
        DEFAULT_LOCATION: Named = "defaultLocation",
        DEFAULT_DEPARTMENT: Identified = "defaultDepartment",
        REPORTS_TO: Identified = "reportsTo",
    }

    /// Fields of an opportunity.
    opportunity {
        ID: Number = "id",
        NAME: Text = "name",
        KIND: Named = "type",
        STAGE: Named = "stage",
        STATUS: Named = "status",
        PRIORITY: Named = "priority",
        PROBABILITY: Named = "probability",
        RATING: Named = "rating",
        COMPANY: Identified = "company",
        CONTACT: Named = "contact",
        SITE: Named = "site",
        SALES_REP: Identified = "primarySalesRep",
        SECOND_SALES_REP: Identified = "secondarySalesRep",
        EXPECTED_CLOSE: Date = "expectedCloseDate",
        CLOSED_DATE: Date = "closedDate",
        BECAME_LEAD: Date = "dateBecameLead",
        SOURCE: Text = "source",
    }

    /// Fields of a product line: a [`catalog_item`](super::catalog_item) on a ticket, project, order or invoice.
    product {
        ID: Number = "id",
        CATALOG_ITEM: Identified = "catalogItem",
        DESCRIPTION: Text = "description",
        QUANTITY: Number = "quantity",
        PRICE: Number = "price",
        COST: Number = "cost",
        BILLABLE: Text = "billableOption",
        ///
        /// What it stands on, such as `Ticket`. Not shown in answers.
        CHARGE_TO_TYPE: Text = "chargeToType",
        ///
        /// The number of what it stands on. Not shown in answers.
        CHARGE_TO_ID: Number = "chargeToId",
        COMPANY: Identified = "company",
        TICKET: TicketRef = "ticket",
        PROJECT: Named = "project",
        OPPORTUNITY: Named = "opportunity",
        AGREEMENT: Named = "agreement",
        INVOICE: Coded = "invoice",
        SALES_ORDER: Coded = "salesOrder",
        CANCELLED: Flag = "cancelledFlag",
        PRODUCT_CLASS: Text = "productClass",
        VENDOR: Identified = "vendor",
        PURCHASE_DATE: Date = "purchaseDate",
    }

    /// Fields of a project.
    project {
        ID: Number = "id",
        NAME: Text = "name",
        COMPANY: Identified = "company",
        CONTACT: Named = "contact",
        SITE: Named = "site",
        BOARD: Named = "board",
        STATUS: Named = "status",
        KIND: Named = "type",
        MANAGER: Identified = "manager",
        CLOSED: Flag = "closedFlag",
        ESTIMATED_START: Date = "estimatedStart",
        ESTIMATED_END: Date = "estimatedEnd",
        ACTUAL_START: Date = "actualStart",
        ACTUAL_END: Date = "actualEnd",
        BILLING_METHOD: Text = "billingMethod",
        PERCENT_COMPLETE: Number = "percentComplete",
        AGREEMENT: Named = "agreement",
        OPPORTUNITY: Named = "opportunity",
        DESCRIPTION: Text = "description",
    }

    /// Fields of a schedule entry.
    schedule_entry {
        ID: Number = "id",
        ///
        /// What it is for: with the type `S`, the number of a service ticket.
        OBJECT_ID: Number = "objectId",
        NAME: Text = "name",
        KIND: Coded = "type",
        STATUS: Named = "status",
        MEMBER: Identified = "member",
        START: Date = "dateStart",
        END: Date = "dateEnd",
        DONE: Flag = "doneFlag",
        ACKNOWLEDGED: Flag = "acknowledgedFlag",
    }

    /// Fields of a service or a project ticket; those of only one kind say so.
    ticket {
        ID: Number = "id",
        SUMMARY: Text = "summary",
        ///
        /// `ServiceTicket`, `ProjectTicket` or `ProjectIssue`; service tickets only.
        RECORD_TYPE: Text = "recordType",
        BOARD: Named = "board",
        ///
        /// Statuses belong to a board: the same name has another id on each.
        STATUS: Named = "status",
        COMPANY: Identified = "company",
        SITE: Named = "site",
        CONTACT: Named = "contact",
        CONTACT_NAME: Text = "contactName",
        CONTACT_EMAIL: Text = "contactEmailAddress",
        CONTACT_PHONE: Text = "contactPhoneNumber",
        ///
        /// Belongs to a board.
        KIND: Named = "type",
        ///
        /// Belongs to a board.
        SUBTYPE: Named = "subType",
        ///
        /// Belongs to a board.
        ITEM: Named = "item",
        ///
        /// Service tickets only; belongs to a board.
        TEAM: Named = "team",
        OWNER: Identified = "owner",
        ///
        /// The identifiers of all who are assigned, joined by commas.
        RESOURCES: Text = "resources",
        PRIORITY: Named = "priority",
        SOURCE: Named = "source",
        SERVICE_LOCATION: Named = "serviceLocation",
        LOCATION: Named = "location",
        DEPARTMENT: Identified = "department",
        AGREEMENT: Named = "agreement",
        OPPORTUNITY: Named = "opportunity",
        ///
        /// One of its configurations, by id. Reported to fail when several are joined by `or`.
        CONFIGURATION_ID: Number = "configuration/id",
        ///
        /// Service tickets only: `Low`, `Medium` or `High`.
        SEVERITY: Text = "severity",
        ///
        /// Service tickets only: `Low`, `Medium` or `High`.
        IMPACT: Text = "impact",
        ///
        /// Whether the status is marked as closed, whatever its name.
        CLOSED: Flag = "closedFlag",
        CLOSED_DATE: Date = "closedDate",
        CLOSED_BY: Text = "closedBy",
        ///
        /// That it can be searched is unconfirmed.
        DATE_ENTERED: Date = "dateEntered",
        REQUIRED_DATE: Date = "requiredDate",
        ///
        /// Service tickets only.
        DATE_RESOLVED: Date = "dateResolved",
        ///
        /// Service tickets only.
        DATE_RESPONDED: Date = "dateResponded",
        BUDGET_HOURS: Number = "budgetHours",
        ACTUAL_HOURS: Number = "actualHours",
        APPROVED: Flag = "approved",
        CUSTOMER_UPDATED: Flag = "customerUpdatedFlag",
        ///
        /// Service tickets only.
        IS_IN_SLA: Flag = "isInSla",
        ///
        /// Service tickets only.
        PARENT_ID: Number = "parentTicketId",
        ///
        /// Service tickets only.
        HAS_CHILDREN: Flag = "hasChildTicket",
        ///
        /// Service tickets only.
        EXTERNAL_REFERENCE: Text = "externalXRef",
        ///
        /// Project tickets only.
        PROJECT: Named = "project",
        ///
        /// Project tickets only.
        PHASE: Named = "phase",
        ///
        /// Project tickets only.
        WBS_CODE: Text = "wbsCode",
        ///
        /// Project tickets only.
        IS_ISSUE: Flag = "isIssueFlag",
    }

    /// Fields of a time entry.
    time_entry {
        ID: Number = "id",
        COMPANY: Identified = "company",
        CHARGE_TO_ID: Number = "chargeToId",
        ///
        /// `ServiceTicket`, `ProjectTicket`, `ChargeCode`, `Activity` or `Company`.
        CHARGE_TO_TYPE: Text = "chargeToType",
        MEMBER: Identified = "member",
        WORK_TYPE: Named = "workType",
        WORK_ROLE: Named = "workRole",
        AGREEMENT: Named = "agreement",
        START: Date = "timeStart",
        END: Date = "timeEnd",
        ACTUAL_HOURS: Number = "actualHours",
        BILLABLE: Text = "billableOption",
        NOTES: Text = "notes",
        INTERNAL_NOTES: Text = "internalNotes",
        ENTERED_BY: Text = "enteredBy",
        DATE_ENTERED: Date = "dateEntered",
        STATUS: Text = "status",
        TICKET: TicketRef = "ticket",
        PROJECT: Named = "project",
        INVOICE: Coded = "invoice",
    }
}
