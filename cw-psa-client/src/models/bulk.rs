//! Answers of the routes that change many records at once.

use super::info::Info;
use super::macros::model;

model! {
    /// What came of a change of many records. Each may have failed by itself.
    pub struct BulkResult {
        /// What came of each record.
        payload: Vec<BulkItem>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// What came of one record.
    pub struct BulkItem {
        /// Whether it went well.
        success: bool,
        /// Which record of the request it was, from 0.
        original_index: i64,
        /// Its own HTTP status.
        status_code: i64,
        /// The record, if it was written.
        data: BulkRecord,
        /// Why it was refused, if it was.
        error: BulkError,
    }

    /// The record that was written.
    pub struct BulkRecord {
        /// Its id.
        id: i64,
    }

    /// Why a record was refused.
    pub struct BulkError {
        /// The kind of mistake, such as `InvalidObject`.
        code: String,
        /// What is wrong, in the server's words.
        message: String,
        /// What is wrong with which field.
        errors: Vec<BulkFieldError>,
    }

    /// What is wrong with one of its fields.
    pub struct BulkFieldError {
        /// The kind of mistake, such as `MissingRequiredField`.
        code: String,
        /// What is wrong, in the server's words.
        message: String,
        /// The kind of record.
        resource: String,
        /// The field, such as `status/id`.
        field: String,
        /// More about it.
        details: String,
    }
}
