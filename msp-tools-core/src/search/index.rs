//! Ranks tools by BM25F: words weigh more the fewer tools have them, and the more prominent the field they stand in.

use std::{cmp::Ordering, collections::HashMap};

use serde_json::Value;

use super::words::{Role, Term, read, stems};
use crate::{Effect, ToolSpec};

/// How fast further occurrences of a word in one tool stop mattering.
const SATURATION: f32 = 4.0;
/// How much a word in a long field counts less than one in a short field: 0 not at all, 1 in proportion.
const LENGTH: f32 = 0.5;
/// A tool fits if it has at least this share of what an intent asks for.
const ENOUGH: f32 = 0.5;
/// A tool that changes something fits a question this much less than one that only reads.
const CHANGES: f32 = 0.5;

/// The fields of a tool, the most telling first.
const FIELDS: usize = 6;
/// Weights of name, aliases, title, integration, description, parameters with their values.
const WEIGHTS: [f32; FIELDS] = [3.0, 3.0, 2.5, 1.0, 1.0, 0.3];

/// Finds tools by a plain-language intent. Built once for a set of tools; searching changes nothing.
#[derive(Clone, Debug)]
pub struct SearchIndex {
    /// Short name, by which tools of equal score are sorted, and effect.
    tools: Vec<(String, Effect)>,
    /// By stem: which tools have it, and what it adds to their score.
    postings: HashMap<String, Vec<Posting>>,
}

#[derive(Clone, Copy, Debug)]
struct Posting {
    tool: usize,
    score: f32,
}

/// A tool that fits an intent.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SearchHit {
    /// Which of the tools that the index was built from.
    pub index: usize,
    /// How well it fits; comparable within one search only.
    pub score: f32,
}

impl SearchIndex {
    /// An index over these tools: names, aliases, titles, descriptions, names and values of parameters.
    pub fn build(tools: &[&ToolSpec]) -> Self {
        let counted: Vec<[Vec<String>; FIELDS]> = tools.iter().map(|spec| fields(spec)).collect();
        let average = average_lengths(&counted);
        let mut weights: HashMap<String, Vec<Posting>> = HashMap::new();
        for (tool, fields) in counted.into_iter().enumerate() {
            for (field, stems) in fields.into_iter().enumerate() {
                let length = 1.0 - LENGTH + LENGTH * count(stems.len()) / average[field].max(1.0);
                for stem in stems {
                    let postings = weights.entry(stem).or_default();
                    let weight = WEIGHTS[field] / length;
                    match postings.last_mut() {
                        Some(last) if last.tool == tool => last.score += weight,
                        _ => postings.push(Posting { tool, score: weight }),
                    }
                }
            }
        }
        for postings in weights.values_mut() {
            let rarity = rarity(postings.len(), tools.len());
            for posting in postings {
                posting.score = rarity * posting.score / (SATURATION + posting.score);
            }
        }
        Self { tools: tools.iter().map(|spec| (spec.name.clone(), spec.effect)).collect(), postings: weights }
    }

    /// The tools that fit, best first, at most `limit`; none if none has at least half of what the intent asks for.
    /// The same tools and intent always give the same answer.
    /// Of an intent, the first 64 words count.
    pub fn search(&self, intent: &str, limit: usize) -> Vec<SearchHit> {
        let intent = read(intent);
        let terms: Vec<&Term> = intent.terms.iter().filter(|term| self.counts(term)).collect();
        let wanted = terms.iter().filter(|term| term.role != Role::Weak).count();
        let mut tally = Tally::new(self.tools.len());
        for term in &terms {
            let postings = term.stems.iter().filter_map(|(stem, weight)| Some((self.postings.get(stem)?, *weight)));
            for (postings, weight) in postings {
                postings.iter().for_each(|posting| tally.see(posting.tool, posting.score * weight));
            }
            tally.close(term.role != Role::Weak);
        }
        let mut hits = tally.hits(wanted);
        if intent.asks {
            hits.iter_mut().filter(|hit| self.tools[hit.index].1 > Effect::Read).for_each(|hit| hit.score *= CHANGES);
        }
        let order = |a: &SearchHit, b: &SearchHit| self.order(a, b);
        if hits.len() > limit {
            hits.select_nth_unstable_by(limit, order);
            hits.truncate(limit);
        }
        hits.sort_unstable_by(order);
        hits
    }

    /// A name that no tool knows is not missing from any.
    fn counts(&self, term: &Term) -> bool {
        term.role != Role::Name || term.stems.iter().any(|(stem, _)| self.postings.contains_key(stem))
    }

    fn order(&self, a: &SearchHit, b: &SearchHit) -> Ordering {
        b.score.total_cmp(&a.score).then_with(|| self.tools[a.index].0.cmp(&self.tools[b.index].0))
    }
}

/// Adds up, for each tool, what the terms give.
struct Tally {
    scores: Vec<f32>,
    /// How many of the terms wanted a tool has.
    met: Vec<u16>,
    /// The best that the current term has given.
    best: Vec<f32>,
    /// Which tools the current term has given something.
    seen: Vec<usize>,
}

impl Tally {
    fn new(tools: usize) -> Self {
        Self { scores: vec![0.0; tools], met: vec![0; tools], best: vec![0.0; tools], seen: Vec::new() }
    }

    fn see(&mut self, tool: usize, score: f32) {
        if self.best[tool] == 0.0 {
            self.seen.push(tool);
        }
        self.best[tool] = self.best[tool].max(score);
    }

    fn close(&mut self, wanted: bool) {
        for tool in self.seen.drain(..) {
            self.scores[tool] += std::mem::take(&mut self.best[tool]);
            self.met[tool] += u16::from(wanted);
        }
    }

    fn hits(self, wanted: usize) -> Vec<SearchHit> {
        let rows = self.scores.into_iter().zip(self.met).enumerate().filter(|(_, (_, met))| *met > 0);
        rows.map(|(index, (score, met))| (index, score, f32::from(met) / count(wanted)))
            .filter(|(_, _, share)| *share >= ENOUGH)
            .map(|(index, score, share)| SearchHit { index, score: score * share })
            .collect()
    }
}

fn fields(spec: &ToolSpec) -> [Vec<String>; FIELDS] {
    let mut parameters = Vec::new();
    collect_parameters(&spec.input_schema, &mut parameters);
    [
        stems(&spec.name).collect(),
        stems(&spec.aliases.join(" ")).collect(),
        stems(&spec.title).collect(),
        stems(&spec.integration).collect(),
        stems(&spec.description).collect(),
        parameters,
    ]
}

/// Names of properties and values of enums, at any depth.
fn collect_parameters(schema: &Value, out: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        properties.keys().for_each(|name| out.extend(stems(name)));
                        properties.values().for_each(|property| collect_parameters(property, out));
                    }
                    ("enum", Value::Array(values)) => {
                        values.iter().filter_map(Value::as_str).for_each(|value| out.extend(stems(value)));
                    }
                    ("const", Value::String(value)) => out.extend(stems(value)),
                    _ => collect_parameters(value, out),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_parameters(item, out)),
        _ => {}
    }
}

fn average_lengths(counted: &[[Vec<String>; FIELDS]]) -> [f32; FIELDS] {
    std::array::from_fn(|field| {
        let total: usize = counted.iter().map(|fields| fields[field].len()).sum();
        count(total) / count(counted.len().max(1))
    })
}

/// How telling a word is that `with` of `all` tools have.
fn rarity(with: usize, all: usize) -> f32 {
    (1.0 + (count(all - with) + 0.5) / (count(with) + 0.5)).ln()
}

/// A count as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "counts of words and tools are far below 2^24")]
fn count(n: usize) -> f32 {
    n as f32
}
