package studio.atelier.backend.realtime.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a policy's condition as PostgreSQL writes it (`pg_get_expr` with an empty search path, so that what
/// is not qualified is PostgreSQL's own) and makes a rule of it. Whatever is not surely of the recognised
/// kind is not recognised. Not thread-safe.
final class PolicySyntax {

    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<word>[a-z_][a-z0-9_$]*|[A-Z]+)|\"(?<quoted>(?:[^\"]|\"\")+)\"|'(?<string>(?:[^'\\\\]|'')*)'"
                    + "|(?<number>\\d{1,18}(?![\\d.]))|(?<mark>::|\\[\\]|[().,=-]))");
    private static final int LENGTH_MAX = 10_000;
    private static final int DEPTH_MAX = 50;

    /// What a part of a condition is before its types are looked at.
    private sealed interface Part {

        record Column(String name, boolean asText) implements Part {}

        record Constant(String value, String type) implements Part {}

        record Uid(boolean asText) implements Part {}

        record RoleName() implements Part {}

        record Orgs(String permission) implements Part {}

        record Condition(Rule rule) implements Part {}
    }

    /// Says that the text is of another kind.
    private static final class NotOurs extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotOurs(String what) {
            super(what, null, false, false);
        }
    }

    private record Token(String kind, String text) {}

    private final List<Token> tokens;
    private final Function<String, Optional<ColumnType>> columns;
    private int at;
    private int depth;

    private PolicySyntax(List<Token> tokens, Function<String, Optional<ColumnType>> columns) {
        this.tokens = tokens;
        this.columns = columns;
    }

    /// @param text    the condition; null for a policy without one, which allows every row
    /// @param columns of the table, by name
    /// @return empty where the database is to be asked
    static Optional<Rule> parse(@Nullable String text, Map<String, ColumnType> columns) {
        if (text == null) {
            return Optional.of(new Rule.Always(true));
        }
        try {
            var syntax = new PolicySyntax(tokens(text), name -> Optional.ofNullable(columns.get(name)));
            Rule rule = syntax.rule(syntax.or());
            return syntax.at == syntax.tokens.size() ? Optional.of(rule) : Optional.empty();
        } catch (NotOurs _) {
            return Optional.empty();
        }
    }

    private static List<Token> tokens(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new NotOurs("too long");
        }
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length()) {
            matcher.region(at, text.length());
            if (!matcher.lookingAt()) {
                if (text.substring(at).isBlank()) {
                    break;
                }
                throw new NotOurs("a character of another kind");
            }
            at = matcher.end();
            tokens.add(token(matcher));
        }
        return tokens;
    }

    private static Token token(Matcher matcher) {
        for (String kind : List.of("word", "string", "number", "mark")) {
            String text = matcher.group(kind);
            if (text != null) {
                return new Token(kind, kind.equals("string") ? text.replace("''", "'") : text);
            }
        }
        return new Token("quoted", matcher.group("quoted").replace("\"\"", "\""));
    }

    private Part or() {
        Part first = and();
        if (!is("OR")) {
            return first;
        }
        List<Rule> rules = new ArrayList<>(List.of(rule(first)));
        while (take("OR")) {
            rules.add(rule(and()));
        }
        return new Part.Condition(new Rule.Or(rules));
    }

    private Part and() {
        Part first = negation();
        if (!is("AND")) {
            return first;
        }
        List<Rule> rules = new ArrayList<>(List.of(rule(first)));
        while (take("AND")) {
            rules.add(rule(negation()));
        }
        return new Part.Condition(new Rule.And(rules));
    }

    private Part negation() {
        return take("NOT") ? new Part.Condition(new Rule.Not(rule(negation()))) : comparison();
    }

    private Part comparison() {
        Part left = operand();
        if (take("=")) {
            if (take("ANY")) {
                expect("(");
                Part orgs = operand();
                expect(")");
                return any(left, orgs);
            }
            return equal(left, operand());
        }
        if (take("IS")) {
            boolean not = take("NOT");
            if (take("NULL")) {
                Rule missing = missing(left);
                return new Part.Condition(not ? new Rule.Not(missing) : missing);
            }
            throw new NotOurs("IS");
        }
        return left;
    }

    private Part operand() {
        if (++depth > DEPTH_MAX) {
            throw new NotOurs("too deep");
        }
        Part part = primary();
        while (take("::")) {
            part = cast(part, type());
        }
        depth--;
        return part;
    }

    private Part primary() {
        if (take("(")) {
            Part inner = take("SELECT") ? selected() : or();
            expect(")");
            return inner;
        }
        if (at == tokens.size()) {
            throw new NotOurs("the end");
        }
        Token token = tokens.get(at++);
        return switch (token.kind()) {
            case "string" -> new Part.Constant(token.text(), "unknown");
            case "number" -> new Part.Constant(token.text(), "integer");
            case "quoted" -> column(token.text());
            case "word" -> word(token.text());
            default -> throw new NotOurs(token.text());
        };
    }

    /// `( SELECT auth.uid() AS uid)`
    private Part selected() {
        Part call = operand();
        if (take("AS")) {
            at++;
        }
        return switch (call) {
            case Part.Uid _, Part.RoleName _, Part.Orgs _ -> call;
            case Part.Column _, Part.Constant _, Part.Condition _ -> throw new NotOurs("a select of something else");
        };
    }

    private Part word(String word) {
        if (word.equals("true") || word.equals("false")) {
            return new Part.Condition(new Rule.Always(word.equals("true")));
        }
        if (!take(".")) {
            return column(word);
        }
        String name = at < tokens.size() ? tokens.get(at++).text() : "";
        expect("(");
        Part part = switch (word + "." + name) {
            case "auth.uid" -> new Part.Uid(false);
            case "auth.role" -> new Part.RoleName();
            case "auth.permitted_orgs" -> {
                if (!(operand() instanceof Part.Constant(String permission, String type)) || !type.equals("text")) {
                    throw new NotOurs("a permission that is no constant");
                }
                yield new Part.Orgs(permission);
            }
            default -> throw new NotOurs("another function");
        };
        expect(")");
        return part;
    }

    private Part column(String name) {
        if (is(".") || columns.apply(name).isEmpty()) {
            throw new NotOurs("no column");
        }
        return new Part.Column(name, false);
    }

    private String type() {
        if (at == tokens.size()) {
            throw new NotOurs("a cast to nothing");
        }
        var name = new StringBuilder(tokens.get(at++).text());
        if (name.toString().equals("character") && take("varying")) {
            name.append(" varying");
        }
        if (take("[]")) {
            name.append("[]");
        }
        return name.toString();
    }

    private Part cast(Part part, String type) {
        return switch (part) {
            case Part.Constant(String value, var _) -> new Part.Constant(value, type);
            case Part.Uid _ when type.equals("text") -> new Part.Uid(true);
            case Part.Orgs _ when type.equals("uuid[]") -> part;
            case Part.Column(String name, var _) when type.equals("text") -> new Part.Column(name, true);
            case Part.Uid _, Part.Orgs _, Part.Column _, Part.RoleName _, Part.Condition _ ->
                throw new NotOurs("another cast");
        };
    }

    private Part any(Part left, Part right) {
        if (left instanceof Part.Column(String name, boolean asText)
                && right instanceof Part.Orgs(String permission)
                && !asText
                && family(name) == ColumnType.Family.UUID) {
            return new Part.Condition(new Rule.Member(name, permission));
        }
        throw new NotOurs("another ANY");
    }

    private Part equal(Part left, Part right) {
        if (!(left instanceof Part.Column) && (right instanceof Part.Column || right instanceof Part.RoleName)) {
            return equal(right, left);
        }
        Rule rule = switch (left) {
            case Part.Column column -> columnEquals(column, right);
            case Part.RoleName _
            when right instanceof Part.Constant(String name, String type) && type.equals("text") ->
                new Rule.RoleIs(name);
            case Part.Condition _, Part.RoleName _, Part.Constant _, Part.Uid _, Part.Orgs _ ->
                throw new NotOurs("another comparison");
        };
        return new Part.Condition(rule);
    }

    private Rule columnEquals(Part.Column column, Part right) {
        ColumnType type = columns.apply(column.name()).orElseThrow();
        boolean text = type.family() == ColumnType.Family.TEXT && type.plain();
        boolean uuid = type.family() == ColumnType.Family.UUID;
        return switch (right) {
            case Part.Uid(boolean asText)
            when asText ? text || (uuid && column.asText()) : uuid && !column.asText() -> new Rule.Own(column.name());
            case Part.Condition(Rule.Always(boolean value))
            when type.family() == ColumnType.Family.BOOLEAN -> new Rule.Equals(column.name(), value ? "t" : "f");
            case Part.Constant(String value, String of)
            when text && of.equals("text") -> new Rule.Equals(column.name(), value);
            case Part.Constant(String value, String of)
            when uuid && !column.asText() && of.equals("uuid") ->
                new Rule.Equals(column.name(), value.toLowerCase(Locale.ROOT));
            case Part.Constant(String value, String of)
            when type.family() == ColumnType.Family.WHOLE && of.equals("integer") && !column.asText() ->
                new Rule.Equals(column.name(), Long.toString(Long.parseLong(value)));
            case Part.Uid _, Part.Condition _, Part.Constant _, Part.Column _, Part.RoleName _, Part.Orgs _ ->
                throw new NotOurs("another comparison of a column");
        };
    }

    private static Rule missing(Part part) {
        return switch (part) {
            case Part.Column(String name, var _) -> new Rule.Null(name);
            case Part.Uid _ -> new Rule.Nobody();
            case Part.Condition _, Part.Constant _, Part.RoleName _, Part.Orgs _ -> throw new NotOurs("IS NULL");
        };
    }

    private Rule rule(Part part) {
        return switch (part) {
            case Part.Condition(Rule rule) -> rule;
            case Part.Column(String name, boolean asText)
            when !asText && family(name) == ColumnType.Family.BOOLEAN -> new Rule.Flag(name);
            case Part.Column _, Part.Constant _, Part.Uid _, Part.RoleName _, Part.Orgs _ ->
                throw new NotOurs("no condition");
        };
    }

    private ColumnType.Family family(String column) {
        return columns.apply(column).orElseThrow().family();
    }

    private boolean is(String text) {
        if (at == tokens.size()) {
            return false;
        }
        Token token = tokens.get(at);
        return (token.kind().equals("word") || token.kind().equals("mark"))
                && token.text().equals(text);
    }

    private boolean take(String text) {
        if (is(text)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String text) {
        if (!take(text)) {
            throw new NotOurs("no " + text);
        }
    }
}
