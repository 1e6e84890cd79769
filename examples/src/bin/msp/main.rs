//! `msp`: the ConnectWise toolkit on the command line.

fn main() {
    println!("msp: being built");
}
