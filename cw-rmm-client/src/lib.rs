//! Typed async client for the ConnectWise RMM (Asio) REST API.
