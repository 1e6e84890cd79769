//! Tokens to an expression.

use super::lex::Token;
use super::{Ask, ConditionError, Expr, Literal, Test};

/// Deeper nesting is refused, so that no expression can exhaust the stack.
const MAX_DEPTH: usize = 64;
/// More comparisons are refused: joined ones nest in the tree that evaluation walks.
const MAX_TESTS: usize = 1000;

/// Reads tokens as an expression; `and` binds tighter than `or`.
pub(crate) fn parse(tokens: &[Token]) -> Result<Expr, ConditionError> {
    let mut parser = Parser { tokens, at: 0, depth: 0, tests: 0 };
    let expr = parser.any()?;
    match parser.tokens.get(parser.at) {
        None => Ok(expr),
        Some(token) => Err(wrong(&format!("'and', 'or' or the end before {token:?}"))),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    tests: usize,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Expr, ConditionError> {
        let mut expr = self.all()?;
        while self.keyword("or") {
            expr = Expr::Or(Box::new(expr), Box::new(self.all()?));
        }
        Ok(expr)
    }

    fn all(&mut self) -> Result<Expr, ConditionError> {
        let mut expr = self.term()?;
        while self.keyword("and") {
            expr = Expr::And(Box::new(expr), Box::new(self.term()?));
        }
        Ok(expr)
    }

    fn term(&mut self) -> Result<Expr, ConditionError> {
        if !self.accept(&Token::Open) {
            return Ok(Expr::Test(self.test()?));
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(wrong("fewer parentheses"));
        }
        let expr = self.any()?;
        self.expect(&Token::Close, "a closing parenthesis")?;
        self.depth -= 1;
        Ok(expr)
    }

    fn test(&mut self) -> Result<Test, ConditionError> {
        self.tests += 1;
        if self.tests > MAX_TESTS {
            return Err(wrong("fewer comparisons"));
        }
        let path = self.path()?;
        let not = self.keyword("not");
        if self.keyword("like") {
            let Literal::Text(pattern) = self.literal()? else { return Err(wrong("a quoted text after 'like'")) };
            return Ok(Test { path, negated: not, ask: Ask::Like(pattern) });
        }
        if self.keyword("contains") {
            return Ok(Test { path, negated: not, ask: Ask::Contains(self.literal()?) });
        }
        if self.keyword("in") {
            return Ok(Test { path, negated: not, ask: Ask::Is(self.literals()?) });
        }
        if not {
            return Err(wrong("'like', 'contains' or 'in' after 'not'"));
        }
        self.comparison(path)
    }

    fn comparison(&mut self, path: Vec<String>) -> Result<Test, ConditionError> {
        let operator = if self.keyword("eq") { Some(Token::Equal) } else { self.next() };
        let than = self.literal()?;
        let (negated, ask) = match operator {
            Some(Token::Equal) => (false, Ask::Is(vec![than])),
            Some(Token::NotEqual) => (true, Ask::Is(vec![than])),
            Some(Token::Less) => (false, Ask::Below { than, or_equal: false }),
            Some(Token::LessOrEqual) => (false, Ask::Below { than, or_equal: true }),
            Some(Token::Greater) => (false, Ask::Above { than, or_equal: false }),
            Some(Token::GreaterOrEqual) => (false, Ask::Above { than, or_equal: true }),
            _ => return Err(wrong("a comparison after a field")),
        };
        Ok(Test { path, negated, ask })
    }

    fn path(&mut self) -> Result<Vec<String>, ConditionError> {
        let Some(Token::Word(word)) = self.next() else { return Err(wrong("a field name")) };
        let parts: Vec<String> = word.split(['.', '/']).map(str::to_owned).collect();
        let keywords = ["and", "or", "not", "like", "contains", "in", "eq"];
        if parts.iter().any(String::is_empty) || keywords.iter().any(|k| word.eq_ignore_ascii_case(k)) {
            return Err(wrong("a field name"));
        }
        Ok(parts)
    }

    fn literals(&mut self) -> Result<Vec<Literal>, ConditionError> {
        self.expect(&Token::Open, "a list in parentheses after 'in'")?;
        let mut literals = vec![self.literal()?];
        while self.accept(&Token::Comma) {
            literals.push(self.literal()?);
        }
        self.expect(&Token::Close, "a closing parenthesis")?;
        Ok(literals)
    }

    fn literal(&mut self) -> Result<Literal, ConditionError> {
        match self.next() {
            Some(Token::Value(literal)) => Ok(literal),
            _ => Err(ConditionError::NoValue),
        }
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }

    fn accept(&mut self, token: &Token) -> bool {
        let found = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, token: &Token, what: &str) -> Result<(), ConditionError> {
        if self.accept(token) { Ok(()) } else { Err(wrong(what)) }
    }
}

fn wrong(expected: &str) -> ConditionError {
    ConditionError::Syntax(format!("expected {expected}"))
}
