//! Typed async client for the ConnectWise PSA (Manage) REST API.
