//! No value, however hostile, changes the structure of an expression.
//!
//! The expressions are read back here by readers that share no code with the writer. Since the
//! vendor does not say how quotes are escaped, there is one for each rule that a server may follow;
//! an expression must mean the same to all of them.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use cwa_client::condition::{Condition, Field, computer};
use cwa_client::filters::ComputerFilter;
use proptest::prelude::*;

/// How a server may read quotes inside quotes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Escapes {
    /// Nothing is special.
    None,
    /// A doubled quote is one quote.
    Doubled,
    /// A backslash makes the next character plain.
    Backslash,
}

const RULES: [Escapes; 3] = [Escapes::None, Escapes::Doubled, Escapes::Backslash];

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Text(String),
    Word(String),
    Sign(String),
}

fn tokens(expression: &str, rule: Escapes) -> Option<Vec<Token>> {
    let mut rest = expression.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(c) = rest.next() {
        match c {
            ' ' => {}
            '\'' | '"' => {
                let mut text = String::new();
                loop {
                    match rest.next()? {
                        '\\' if rule == Escapes::Backslash => text.push(rest.next()?),
                        end if end == c && rule == Escapes::Doubled && rest.peek() == Some(&c) => {
                            text.push(c);
                            rest.next();
                        }
                        end if end == c => break,
                        other => text.push(other),
                    }
                }
                tokens.push(Token::Text(text));
            }
            '(' | ')' | ',' => tokens.push(Token::Sign(c.to_string())),
            '=' | '<' | '>' | '!' => {
                let mut sign = c.to_string();
                sign.extend(rest.next_if_eq(&'='));
                tokens.push(Token::Sign(sign));
            }
            _ => {
                let mut word = c.to_string();
                while let Some(next) = rest.next_if(|c| !" '\"(),=<>!".contains(*c)) {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Some(tokens)
}

/// A condition as a reader sees it.
#[derive(Debug, Clone, PartialEq)]
enum Tree {
    /// Field, operator, values.
    Test(String, String, Vec<Token>),
    And(Vec<Tree>),
    Or(Vec<Tree>),
}

struct Parser(std::iter::Peekable<std::vec::IntoIter<Token>>);

impl Parser {
    fn read(expression: &str, rule: Escapes) -> Option<Tree> {
        let mut parser = Self(tokens(expression, rule)?.into_iter().peekable());
        let tree = parser.or()?;
        parser.0.next().is_none().then_some(tree)
    }

    fn or(&mut self) -> Option<Tree> {
        let mut parts = vec![self.and()?];
        while self.word("or") {
            parts.push(self.and()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Tree::Or(parts) })
    }

    fn and(&mut self) -> Option<Tree> {
        let mut parts = vec![self.test()?];
        while self.word("and") {
            parts.push(self.test()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Tree::And(parts) })
    }

    fn test(&mut self) -> Option<Tree> {
        if self.sign("(") {
            let inner = self.or()?;
            return self.sign(")").then_some(inner);
        }
        let Token::Word(field) = self.0.next()? else { return None };
        let not = if self.word("not") { "not " } else { "" };
        let operator = match self.0.next()? {
            Token::Sign(sign) if not.is_empty() && ["=", "!=", "<", "<=", ">", ">="].contains(&&*sign) => sign,
            Token::Word(word) if ["like", "contains", "in"].contains(&&*word) => format!("{not}{word}"),
            _ => return None,
        };
        let values = if operator.ends_with("in") && !operator.ends_with("contains") {
            self.list()?
        } else {
            vec![self.value()?]
        };
        Some(Tree::Test(field, operator, values))
    }

    fn list(&mut self) -> Option<Vec<Token>> {
        let mut values = Vec::new();
        if !self.sign("(") {
            return None;
        }
        loop {
            values.push(self.value()?);
            if self.sign(")") {
                return Some(values);
            }
            if !self.sign(",") {
                return None;
            }
        }
    }

    fn value(&mut self) -> Option<Token> {
        self.0.next().filter(|token| !matches!(token, Token::Sign(_)))
    }

    fn word(&mut self, word: &str) -> bool {
        self.0.next_if_eq(&Token::Word(word.to_owned())).is_some()
    }

    fn sign(&mut self, sign: &str) -> bool {
        self.0.next_if_eq(&Token::Sign(sign.to_owned())).is_some()
    }
}

/// Text made to break out: pieces that mean something to the language, between any characters.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("'"),
        Just("''"),
        Just("\""),
        Just("\\"),
        Just("\\'"),
        Just("\\\""),
        Just("%"),
        Just("_"),
        Just("("),
        Just(")"),
        Just(" or "),
        Just(" and "),
        Just("1=1"),
        Just("' or 'a'='a"),
        Just("\" or \"a\"=\"a"),
        Just("--"),
        Just("/*"),
        Just(";"),
        Just("\n"),
        Just("\0"),
        Just("\u{2019}"),
        Just("x"),
        Just("\u{200b}"),
    ];
    let known = prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    prop_oneof![4 => known.clone(), 1 => any::<String>(), 1 => (known, any::<String>()).prop_map(|(a, b)| a + &b)]
}

fn text_of(token: &Token) -> &str {
    match token {
        Token::Text(text) | Token::Word(text) | Token::Sign(text) => text,
    }
}

/// The text as a reader of that rule gets it, where a backslash that is no escape to the writer may vanish.
fn as_read(text: &str, rule: Escapes) -> String {
    if rule != Escapes::Backslash {
        return text.to_owned();
    }
    let mut read = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        read.extend(if c == '\\' { rest.next() } else { Some(c) });
    }
    read
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_value_stays_a_value(text in hostile(), other in hostile()) {
        let name = &computer::NAME;
        for (condition, operator, values) in [
            (name.eq(&text), "=", vec![text.clone()]),
            (name.ne(&text), "!=", vec![text.clone()]),
            (name.contains(&text), "contains", vec![text.clone()]),
            (name.like(&text), "like", vec![text.clone()]),
            (name.like_contains(&text), "like", vec![format!("%{text}%")]),
            (name.starts_with(&text), "like", vec![format!("{text}%")]),
            (name.ends_with(&text), "like", vec![format!("%{text}")]),
            (!name.like(&text), "not like", vec![text.clone()]),
            (name.is_in([&text, &other]), "in", vec![text.clone(), other.clone()]),
            (!name.is_in([&text, &other]), "not in", vec![text.clone(), other.clone()]),
        ] {
            let Ok(expression) = condition.to_expression() else { continue };
            for rule in RULES {
                let values = values.iter().map(|value| Token::Text(as_read(value, rule))).collect();
                let meant = Tree::Test("ComputerName".to_owned(), operator.to_owned(), values);
                prop_assert_eq!(Parser::read(&expression, rule), Some(meant), "{:?} reads {}", rule, expression);
            }
        }
    }

    #[test]
    fn a_filter_keeps_its_shape(name in hostile(), os in hostile()) {
        let filter = ComputerFilter::new()
            .with_client(12)
            .with_name(name.clone())
            .with_operating_system(os.clone())
            .with_extra(computer::LAST_USER.eq(&name).or(computer::LAST_USER.eq(&os)));
        let Ok(expression) = filter.condition().unwrap().to_expression() else { return Ok(()) };
        for rule in RULES {
            let tree = Parser::read(&expression, rule);
            let Some(Tree::And(parts)) = &tree else { panic!("{rule:?} reads {expression} as {tree:?}") };
            prop_assert_eq!(parts.len(), 4);
            prop_assert_eq!(&parts[0], &Tree::Test("Client.Id".into(), "=".into(), vec![Token::Word("12".into())]));
            prop_assert!(matches!(&parts[3], Tree::Or(users) if users.len() == 2));
        }
    }

    /// Names, paths and accounts as people have them get through: refusing everything would be safe too.
    #[test]
    fn ordinary_text_is_never_refused(text in "[A-Za-z0-9 .,:;()%_@#&+=<>!?*/|\\[\\]{}~^$-]{0,40}(O'Brien)?") {
        let expression = computer::NAME.eq(&text).to_expression().unwrap();
        let tree = Parser::read(&expression, Escapes::None).unwrap();
        let Tree::Test(_, _, values) = tree else { panic!("{expression}") };
        prop_assert_eq!(text_of(&values[0]), text);
        prop_assert!(computer::NAME.search("a_b").to_expression().is_ok());
    }

    #[test]
    fn a_field_name_stays_one_word(name in hostile()) {
        if let Ok(field) = Field::new(name.clone()) {
            let expression = field.eq(1).to_expression().unwrap();
            let meant = Tree::Test(name, "=".into(), vec![Token::Word("1".into())]);
            prop_assert_eq!(Parser::read(&expression, Escapes::None), Some(meant));
        }
    }

    #[test]
    fn any_tree_reads_back_as_it_was_built(tree in trees()) {
        let expression = build(&tree).to_expression();
        // Too long or too deep is an answer as well.
        if let Ok(expression) = expression {
            prop_assert_eq!(Parser::read(&expression, Escapes::None), Some(flat(tree)), "{}", expression);
        }
    }
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = (0..100_i64).prop_map(|n| Tree::Test("Id".into(), "=".into(), vec![Token::Word(n.to_string())]));
    leaf.prop_recursive(8, 64, 4, |inner| {
        let parts = prop::collection::vec(inner, 2..4);
        prop_oneof![parts.clone().prop_map(Tree::And), parts.prop_map(Tree::Or)]
    })
}

fn build(tree: &Tree) -> Condition {
    match tree {
        Tree::Test(_, _, values) => computer::ID.eq(text_of(&values[0]).parse::<i64>().unwrap()),
        Tree::And(parts) => Condition::all(parts.iter().map(build)).unwrap(),
        Tree::Or(parts) => Condition::any(parts.iter().map(build)).unwrap(),
    }
}

/// `a and (b and c)` is `a and b and c`.
fn flat(tree: Tree) -> Tree {
    match tree {
        Tree::And(parts) => Tree::And(
            parts
                .into_iter()
                .map(flat)
                .flat_map(|part| if let Tree::And(inner) = part { inner } else { vec![part] })
                .collect(),
        ),
        Tree::Or(parts) => Tree::Or(
            parts
                .into_iter()
                .map(flat)
                .flat_map(|part| if let Tree::Or(inner) = part { inner } else { vec![part] })
                .collect(),
        ),
        test => test,
    }
}

#[test]
fn the_reader_finds_a_broken_expression() {
    // Guards the tests above: an unquoted hostile value must not pass.
    let broken = "ComputerName = 'x' or 'a'='a'";
    let whole = Tree::Test("ComputerName".into(), "=".into(), vec![Token::Text("x' or 'a'='a".into())]);
    for rule in RULES {
        assert_ne!(Parser::read(broken, rule), Some(whole.clone()));
    }
}
