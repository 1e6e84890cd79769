//! How rows show what PSA's records hold.

use cw_http::tools::{date, text};
use msp_tools_core::Untrusted;
use schemars::JsonSchema;
use serde::Serialize;

use crate::models::{
    AgreementRef, CustomField, Info, InvoiceRef, MemberRef, PriorityRef, Ref, StatusRef, TicketRef, WorkTypeRef,
};

/// The short form in which a record names another.
pub(super) trait Reference {
    fn id(&self) -> Option<i64>;
    fn name(&self) -> &Option<String>;
}

impl<I: Copy + Into<i64>> Reference for Ref<I> {
    fn id(&self) -> Option<i64> {
        self.id.map(Into::into)
    }

    fn name(&self) -> &Option<String> {
        &self.name
    }
}

macro_rules! references {
    ($($model:ty: $name:ident;)*) => {$(
        impl Reference for $model {
            fn id(&self) -> Option<i64> {
                self.id.map(Into::into)
            }

            fn name(&self) -> &Option<String> {
                &self.$name
            }
        }
    )*};
}

references! {
    AgreementRef: name;
    InvoiceRef: identifier;
    MemberRef: name;
    PriorityRef: name;
    StatusRef: name;
    TicketRef: summary;
    WorkTypeRef: name;
}

/// The name of something that a record points at.
pub(super) fn name(reference: &Option<impl Reference>) -> Option<Untrusted> {
    reference.as_ref().and_then(|reference| text(reference.name()))
}

/// The id of something that a record points at.
pub(super) fn id(reference: &Option<impl Reference>) -> Option<i64> {
    reference.as_ref().and_then(Reference::id)
}

/// When a record was last changed.
pub(super) fn updated(info: &Option<Info>) -> Option<String> {
    date(&info.as_ref().and_then(Info::last_updated))
}

/// When a record was made.
pub(super) fn entered(info: &Option<Info>) -> Option<String> {
    date(&info.as_ref().and_then(Info::date_entered))
}

/// A word of a fixed set.
pub(super) fn word(word: &Option<impl ToString>) -> Option<String> {
    word.as_ref().map(ToString::to_string)
}

/// A field of the provider's own, with its value.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct CustomValue {
    /// What the field is called.
    caption: Untrusted,
    /// Its value.
    value: Untrusted,
}

/// The custom fields that have a value; passwords are masked.
pub(super) fn custom(fields: &Option<Vec<CustomField>>) -> Option<Vec<CustomValue>> {
    let set = fields.iter().flatten().filter_map(|field| {
        let value = field.value.as_ref()?.to_string();
        let caption = Untrusted::new(field.caption.clone().unwrap_or_default());
        (!value.trim().is_empty()).then(|| CustomValue { caption, value: Untrusted::new(value) })
    });
    Some(set.collect::<Vec<_>>()).filter(|set| !set.is_empty())
}
