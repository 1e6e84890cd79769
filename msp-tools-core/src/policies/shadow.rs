//! Rules for tools that never decide anything, because others do wherever they fit.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{Rule, ToolCatalog, catalog::CatalogTool};

/// A rule for tools or a product.
#[derive(Clone, Copy)]
struct Voice<'r> {
    rule: &'r Rule,
    /// Place in the order of rules.
    index: usize,
    /// How many tools a pattern fits.
    breadth: usize,
}

/// All rules that speak about one tool.
struct Voices<'r> {
    exact: Option<Voice<'r>>,
    patterns: Vec<Voice<'r>>,
    product: Option<Voice<'r>>,
}

/// The shadowed ones among rules for tools and products, and by what they are, in words.
pub(super) fn shadowed<'r>(
    tools: &[&'r Rule],
    products: &[&'r Rule],
    catalog: &ToolCatalog,
) -> Vec<(&'r Rule, String)> {
    let fits = |rule: &Rule, tool: &CatalogTool| rule.fits_tool(&tool.name, &tool.qualified);
    let breadth = |rule: &Rule| match rule.is_pattern() {
        true => catalog.tools.iter().filter(|tool| fits(rule, tool)).count(),
        false => 1,
    };
    let rules = tools.iter().chain(products).enumerate();
    let voices: Vec<_> = rules.map(|(index, rule)| Voice { rule, index, breadth: breadth(rule) }).collect();
    let (of_tools, of_products) = voices.split_at(tools.len());
    let (patterns, exact): (Vec<_>, Vec<_>) = of_tools.iter().copied().partition(|voice| voice.rule.is_pattern());
    let exact: BTreeMap<_, _> = exact.into_iter().map(|voice| (catalog.qualified(&voice.rule.name), voice)).collect();

    // For each rule, what shadows it where it speaks.
    let mut shadows = vec![Vec::new(); voices.len()];
    for tool in &catalog.tools {
        let all = Voices {
            exact: exact.get(&tool.qualified).copied(),
            patterns: patterns.iter().copied().filter(|voice| fits(voice.rule, tool)).collect(),
            product: of_products.iter().copied().find(|voice| voice.rule.name == tool.integration),
        };
        for (voice, shadow) in all.shadows() {
            shadows[voice.index].push(shadow.map(|voice| voice.rule));
        }
    }
    voices.iter().filter_map(|voice| Some((voice.rule, described(&shadows[voice.index])?))).collect()
}

/// What shadows a rule, if something does wherever it speaks.
fn described(shadows: &[Option<&Rule>]) -> Option<String> {
    let mut shadows = shadows.iter().copied().collect::<Option<Vec<_>>>()?;
    shadows.dedup();
    let (first, others) = shadows.split_first()?;
    let decide = if others.is_empty() { "decides" } else { "and others decide" };
    Some(format!("never decides anything: wherever it fits, {} {decide}", first.as_match()))
}

impl<'r> Voices<'r> {
    /// Each with the one that leaves it no say about this tool, if there is one.
    fn shadows(&self) -> impl Iterator<Item = (Voice<'r>, Option<Voice<'r>>)> {
        let stricter = |than: &Voice<'_>| self.product.filter(|product| product.rule.policy > than.rule.policy);
        let exact = self.exact.map(|exact| (exact, stricter(&exact)));
        let patterns = self.patterns.iter().map(move |pattern| {
            let shadow = self.exact.or_else(|| self.outdone(pattern)).or_else(|| stricter(pattern));
            (*pattern, shadow)
        });
        let product = self.product.map(|product| {
            let own = self.exact.or_else(|| self.patterns.iter().copied().max_by_key(Voice::rank));
            (product, own.filter(|own| own.rule.policy > product.rule.policy))
        });
        exact.into_iter().chain(patterns).chain(product)
    }

    /// The pattern that is stricter, or asks for the same of more tools.
    fn outdone(&self, pattern: &Voice<'r>) -> Option<Voice<'r>> {
        let outdoes = |other: &Voice<'r>| other.rule.name != pattern.rule.name && other.rank() > pattern.rank();
        self.patterns.iter().copied().filter(outdoes).max_by_key(Voice::rank)
    }
}

impl Voice<'_> {
    /// The strictest pattern decides; of several, the widest says it best, or the first.
    fn rank(&self) -> impl Ord + use<> {
        (self.rule.policy, self.breadth, Reverse(self.index))
    }
}
