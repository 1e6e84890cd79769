//! Every target on its seeds, on what is made of them by chance, and on much of the same: no panic, no hang.
//!
//! The same inputs in each run; `FUZZ_ROUNDS` makes more of them, `FUZZ_SEED` others. What is found beyond them becomes a seed.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use msp_fuzz_targets::TARGETS;

/// Mutations of each seed.
const ROUNDS: u64 = 120;
/// An input of this size must not take long, whatever it repeats.
const LARGE: usize = 128 * 1024;
/// A loaded machine takes a while; time that grows with the square of the input takes much more.
const LONGEST: Duration = Duration::from_secs(20);

/// A number from the environment.
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(name);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a file").path())
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a seed")).collect()
}

/// A seed with some of it taken out, doubled, changed, or replaced by a part of another.
fn mutated(seed: &[u8], other: &[u8], chance: &mut fastrand::Rng) -> Vec<u8> {
    const PIECES: [&[u8]; 16] = [
        b"\"",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b"(",
        b")",
        b"null",
        b"-1",
        b"18446744073709551616",
        b"\n",
        b"%",
        b"\0",
        b"\xff",
        "ü\u{202e}".as_bytes(),
    ];
    let mut data = seed.to_vec();
    for _ in 0..chance.usize(1..4) {
        let at = chance.usize(0..=data.len());
        let end = chance.usize(at..=data.len().min(at + 16));
        let by = match chance.u8(0..5) {
            0 => Vec::new(),
            1 => [&data[at..end], &data[at..end]].concat(),
            2 => vec![chance.u8(..)],
            3 => other[chance.usize(0..=other.len())..].to_vec(),
            _ => PIECES[chance.usize(0..PIECES.len())].to_vec(),
        };
        data.splice(at..end, by);
    }
    data
}

/// One piece of a seed over and over, and nesting without end.
fn large(seed: &[u8], chance: &mut fastrand::Rng) -> Vec<Vec<u8>> {
    let at = chance.usize(0..=seed.len());
    let piece = &seed[at..chance.usize(at..=seed.len().min(at + 24))];
    let repeated = |piece: &[u8]| piece.repeat(LARGE / piece.len().max(1));
    let within = [&seed[..at], &repeated(piece)[..], &seed[at..]].concat();
    vec![within, repeated(seed), repeated(b"["), [&seed[..at], &repeated(b"(")[..]].concat(), repeated(b"\"a\" ")]
}

fn try_all(name: &str, target: fn(&[u8])) {
    let seeds = seeds(name);
    let mut chance = fastrand::Rng::with_seed(number("FUZZ_SEED", 2026));
    let mut inputs = seeds.clone();
    for seed in &seeds {
        for _ in 0..number("FUZZ_ROUNDS", ROUNDS) {
            let other = &seeds[chance.usize(0..seeds.len())];
            inputs.push(mutated(seed, other, &mut chance));
        }
        inputs.extend(large(seed, &mut chance));
    }
    for input in inputs {
        let began = Instant::now();
        let shown = || String::from_utf8_lossy(&input[..input.len().min(2_000)]).into_owned();
        let outcome = std::panic::catch_unwind(|| target(&input));
        assert!(outcome.is_ok(), "{name} panics on {} bytes: {:?}", input.len(), shown());
        let took = began.elapsed();
        assert!(took < LONGEST, "{name} takes {took:?} for {} bytes: {:?}", input.len(), shown());
    }
}

#[test]
fn no_target_panics_or_hangs() {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|half| {
                scope.spawn(move || {
                    for (name, target) in TARGETS.iter().skip(half).step_by(2) {
                        let began = Instant::now();
                        try_all(name, *target);
                        println!("{name}: {:.1} s", began.elapsed().as_secs_f64());
                    }
                })
            })
            .collect();
        for thread in threads {
            assert!(thread.join().is_ok(), "a target failed, as said above");
        }
    });
}

#[test]
fn each_target_has_a_program_for_the_fuzzer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/fuzz_targets");
    let mut programs: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file").path())
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            assert!(fs::read_to_string(&path).expect("text").contains(&format!("run(\"{name}\", data)")), "{name}");
            name
        })
        .collect();
    programs.sort();
    let mut targets: Vec<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    targets.sort();
    assert_eq!(programs, targets);
}
