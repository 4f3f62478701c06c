package studio.atelier.backend.data.syntax;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.platform.problem.ProblemException;

/// Reads one parameter from left to right. Not thread-safe.
final class Scanner {

    static final String FIELD_NAME = "field name (* or [a..z0..9_$])";

    private final String what;
    private final String text;
    private final int shift;
    private int at;

    /// @param what  names the parameter in a refusal: `select parameter`
    /// @param shift columns that a refusal counts before the text
    Scanner(String what, String text, int shift) {
        this.what = what;
        this.text = text;
        this.shift = shift;
    }

    Scanner(String what, String text) {
        this(what, text, 0);
    }

    boolean atEnd() {
        return at >= text.length();
    }

    int position() {
        return at;
    }

    void back(int position) {
        at = position;
    }

    boolean sees(char wanted) {
        return at < text.length() && text.charAt(at) == wanted;
    }

    boolean sees(String wanted) {
        return text.startsWith(wanted, at);
    }

    boolean take(char wanted) {
        if (sees(wanted)) {
            at++;
            return true;
        }
        return false;
    }

    boolean take(String wanted) {
        if (sees(wanted)) {
            at += wanted.length();
            return true;
        }
        return false;
    }

    void need(char wanted) {
        if (!take(wanted)) {
            throw unexpected("\"" + wanted + "\"");
        }
    }

    char next() {
        return text.charAt(at++);
    }

    String rest() {
        String rest = text.substring(at);
        at = text.length();
        return rest;
    }

    void blanks() {
        while (sees(' ') || sees('\t')) {
            at++;
        }
    }

    void end(String expecting) {
        if (!atEnd()) {
            throw unexpected(expecting);
        }
    }

    /// Tries; where it refuses, nothing was read.
    <T> @Nullable T attempt(Supplier<@Nullable T> reading) {
        int before = at;
        T result = reading.get();
        if (result == null) {
            at = before;
        }
        return result;
    }

    /// Takes characters while they are wanted.
    String span(java.util.function.IntPredicate wanted) {
        int from = at;
        while (at < text.length() && wanted.test(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    /// `"..."` with backslash escapes, the scanner standing on the first quote.
    String quoted() {
        int from = at;
        need('"');
        StringBuilder value = new StringBuilder();
        while (!atEnd()) {
            char c = next();
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' && !atEnd() ? next() : c);
        }
        at = Math.max(from, text.length());
        throw unexpected("\"\\\"\"");
    }

    /// A name: letters, digits, `_`, `$` and blanks, joined by dashes; or quoted. Null where there is none.
    @Nullable
    String name() {
        if (sees('"')) {
            return quoted();
        }
        int from = at;
        StringBuilder name = new StringBuilder();
        while (true) {
            String part = span(Scanner::isNameCharacter).strip();
            if (part.isEmpty()) {
                at = name.isEmpty() ? from : at;
                break;
            }
            name.append(part);
            if (sees('-') && !sees("->") && at + 1 < text.length() && isNameCharacter(text.charAt(at + 1))) {
                at++;
                name.append('-');
            } else {
                break;
            }
        }
        return name.isEmpty() ? null : name.toString();
    }

    String needName() {
        String name = name();
        if (name == null) {
            throw unexpected(FIELD_NAME);
        }
        return name;
    }

    ProblemException unexpected(String expecting) {
        String found = atEnd() ? "end of input" : "\"" + text.charAt(at) + "\"";
        return unexpected(found, at, expecting);
    }

    ProblemException unexpected(String found, int position, String expecting) {
        return DataProblem.QUERY_MALFORMED.problem(
                "\"failed to parse " + what + " (" + text + ")\" (line 1, column " + (position + 1 + shift) + ")",
                "unexpected " + found + " expecting " + expecting,
                null);
    }

    static boolean isNameCharacter(int c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == ' ';
    }
}
