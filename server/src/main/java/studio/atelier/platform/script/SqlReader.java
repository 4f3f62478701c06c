package studio.atelier.platform.script;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.StartRefused;

/// Splits a file into statements as psql does: quotes, dollar quotes, comments, parentheses and the bodies of
/// SQL-standard functions keep their semicolons. Reads as it goes, so a file may be larger than memory.
/// Source: PostgreSQL 18, Lexical Structure. Belongs to one thread.
final class SqlReader implements AutoCloseable {

    /// Of one statement or one line of data.
    static final int CHARS_MAX = 64 << 20;

    private static final int WORDS_MAX = 64;
    private static final int END = -1;

    private final String name;
    private final PushbackReader in;
    private int line = 1;
    private StringBuilder text = new StringBuilder();
    private List<String> words = new ArrayList<>();
    private int parentheses;
    private int atomic;

    /// @param name of the file, for sentences
    SqlReader(String name, Reader in) {
        this.name = name;
        this.in = new PushbackReader(new BufferedReader(in), 2);
    }

    /// @return the next statement; empty at the end of the file
    /// @throws StartRefused when a quote or comment is never closed, or the file holds a command of psql
    Optional<SqlStatement> next() throws IOException {
        text = new StringBuilder();
        words = new ArrayList<>();
        parentheses = 0;
        atomic = 0;
        skipToStatement();
        int begun = line;
        for (int c = read(); c != END; c = read()) {
            if (c == ';' && parentheses <= 0 && atomic == 0) {
                return Optional.of(new SqlStatement(begun, text.toString(), words));
            }
            take(c);
        }
        String rest = text.toString().strip();
        return rest.isEmpty() ? Optional.empty() : Optional.of(new SqlStatement(begun, rest, words));
    }

    /// The next line of data after a statement that [copies from the file][SqlStatement#copiesFromFile].
    ///
    /// @return without its end; null after the line that closes the data, or at the end of the file
    @Nullable
    String copyLine() throws IOException {
        StringBuilder data = new StringBuilder();
        int c = read();
        for (; c != END && c != '\n'; c = read()) {
            append(data, c);
        }
        if (c == END && data.isEmpty()) {
            return null;
        }
        if (!data.isEmpty() && data.charAt(data.length() - 1) == '\r') {
            data.setLength(data.length() - 1);
        }
        return data.toString().equals("\\.") ? null : data.toString();
    }

    /// Passes over what stands between a statement that copies and its data.
    void beginCopy() throws IOException {
        for (int c = read(); c != END && c != '\n'; c = read()) {
            if (!Character.isWhitespace(c)) {
                throw new StartRefused(name + ", line " + line + ": the data of COPY begins on the next line.");
            }
        }
    }

    int line() {
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void skipToStatement() throws IOException {
        while (true) {
            int c = read();
            if (c == '-' && peek() == '-') {
                lineComment(new StringBuilder());
            } else if (c == '/' && peek() == '*') {
                blockComment(new StringBuilder());
            } else if (c == '\\') {
                psqlCommand();
            } else if (c != ';' && c != '\uFEFF' && !(c != END && Character.isWhitespace(c))) {
                unread(c);
                return;
            }
        }
    }

    // pg_dump writes these two around what it dumps, for psql alone.
    private void psqlCommand() throws IOException {
        int at = line;
        StringBuilder command = new StringBuilder();
        for (int c = read(); c != END && c != '\n'; c = read()) {
            command.append((char) c);
        }
        String word = command.toString().strip().split("\\s", 2)[0];
        if (!word.equals("restrict") && !word.equals("unrestrict")) {
            throw new StartRefused(name + ", line " + at + ": \\" + word
                    + " is a command of psql. Take it out, or run the file with psql.");
        }
    }

    private void take(int c) throws IOException {
        append(text, c);
        switch (c) {
            case '\'' -> quoted('\'', false);
            case '"' -> quoted('"', false);
            case '$' -> dollar();
            case '(' -> parentheses++;
            case ')' -> parentheses--;
            case '-' -> {
                if (peek() == '-') {
                    lineComment(text);
                }
            }
            case '/' -> {
                if (peek() == '*') {
                    blockComment(text);
                }
            }
            default -> {
                if (startsWord(c)) {
                    word(c);
                } else if (isDigit(c)) {
                    rest();
                }
            }
        }
    }

    private void word(int first) throws IOException {
        String word = ((char) first + rest()).toLowerCase(Locale.ROOT);
        if (word.equals("e") && peek() == '\'') {
            append(text, read());
            quoted('\'', true);
            return;
        }
        if (parentheses > 0) {
            return;
        }
        if (words.size() < WORDS_MAX) {
            words.add(word);
        }
        if (makesRoutine()) {
            switch (word) {
                case "begin" -> atomic++;
                // Within a body these have an end of their own.
                case "case" -> atomic += atomic > 0 ? 1 : 0;
                case "end" -> atomic -= atomic > 0 ? 1 : 0;
                default -> {}
            }
        }
    }

    private boolean makesRoutine() {
        int kind = words.size() > 3 && words.get(1).equals("or") ? 3 : 1;
        return words.size() > kind
                && words.getFirst().equals("create")
                && (words.get(kind).equals("function") || words.get(kind).equals("procedure"));
    }

    /// The rest of a word or number.
    private String rest() throws IOException {
        StringBuilder rest = new StringBuilder();
        for (int c = peek(); startsWord(c) || isDigit(c) || c == '$'; c = peek()) {
            append(rest, read());
        }
        text.append(rest);
        return rest.toString();
    }

    // A doubled quote ends one string and begins the next, which comes to the same.
    private void quoted(char quote, boolean backslash) throws IOException {
        int at = line;
        for (int c = read(); c != quote; c = read()) {
            if (c == END) {
                throw unclosed(at, "quote");
            }
            append(text, c);
            if (c == '\\' && backslash) {
                int escaped = read();
                if (escaped == END) {
                    throw unclosed(at, "quote");
                }
                append(text, escaped);
            }
        }
        append(text, quote);
        // After the doubled quote of an escape string the backslash counts still.
        if (backslash && peek() == '\'') {
            append(text, read());
            quoted(quote, true);
        }
    }

    private void dollar() throws IOException {
        int at = line;
        StringBuilder tag = new StringBuilder("$");
        for (int c = peek(); startsWord(c) || (tag.length() > 1 && isDigit(c)); c = peek()) {
            append(tag, read());
        }
        text.append(tag, 1, tag.length());
        if (peek() != '$') {
            return;
        }
        append(text, read());
        String end = tag.append('$').toString();
        int from = text.length();
        for (int c = read(); c != END; c = read()) {
            append(text, c);
            if (c == '$'
                    && text.length() - from >= end.length()
                    && text.indexOf(end, text.length() - end.length()) >= 0) {
                return;
            }
        }
        throw unclosed(at, "dollar quote");
    }

    /// After the first `-`.
    private void lineComment(StringBuilder into) throws IOException {
        for (int c = peek(); c != END && c != '\n'; c = peek()) {
            append(into, read());
        }
    }

    /// After the `/`. Comments nest.
    private void blockComment(StringBuilder into) throws IOException {
        int at = line;
        int depth = 0;
        int before = '/';
        for (int c = read(); c != END; c = read()) {
            append(into, c);
            if (before == '/' && c == '*') {
                depth++;
                before = 0;
            } else if (before == '*' && c == '/') {
                depth--;
                before = 0;
            } else {
                before = c;
            }
            if (depth == 0) {
                return;
            }
        }
        throw unclosed(at, "comment");
    }

    private StartRefused unclosed(int at, String what) {
        return new StartRefused(name + ", line " + at + ": the " + what + " that begins here is never closed.");
    }

    private static boolean startsWord(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= 0x80 && c != '\uFEFF');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private void append(StringBuilder to, int c) {
        if (to.length() >= CHARS_MAX) {
            throw new StartRefused(
                    name + ", line " + line + ": a statement or line longer than " + CHARS_MAX + " characters.");
        }
        to.append((char) c);
    }

    private int read() throws IOException {
        int c = in.read();
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private void unread(int c) throws IOException {
        if (c != END) {
            in.unread(c);
            if (c == '\n') {
                line--;
            }
        }
    }

    private int peek() throws IOException {
        int c = read();
        unread(c);
        return c;
    }
}
