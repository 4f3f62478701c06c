package studio.atelier.engine.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;

/// A text with tokens: `[NAME]` stands for a value, `[NAME|default]` says what stands there without one, and
/// `[[` is a bracket. A bracket that opens nothing of this kind is a bracket too. Values are data: what they
/// contain is put in as it is and never read again. Read in one pass, linear in the length. Immutable.
public final class Tokens {

    /// Values of one request.
    static final int VALUES_MAX = 200;

    /// Characters of a value.
    static final int VALUE_MAX = 4_000;

    private static final int NAME_MAX = 60;
    private static final int DEFAULT_MAX = 1_000;
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_ -]{0," + (NAME_MAX - 1) + "}");

    /// A piece of the text.
    sealed interface Part {
        record Text(String text) implements Part {}

        /// @param otherwise null where there is no default
        record Token(String name, @Nullable String otherwise) implements Part {}
    }

    private final List<Part> parts;

    private Tokens(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// Every text can be read; what is no token is text.
    public static Tokens parse(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next != '[') {
                plain.append(next);
                at++;
            } else if (text.startsWith("[[", at)) {
                plain.append('[');
                at += 2;
            } else {
                int end = end(text, at + 1);
                Part.Token token = end < 0 ? null : token(text.substring(at + 1, end));
                if (token == null) {
                    plain.append('[');
                    at++;
                } else {
                    add(parts, plain);
                    parts.add(token);
                    at = end + 1;
                }
            }
        }
        add(parts, plain);
        return new Tokens(parts);
    }

    /// Looks no further than the longest token.
    ///
    /// @return where the bracket closes; -1 when another opens before, or none closes
    private static int end(String text, int from) {
        int last = Math.min(text.length(), from + NAME_MAX + DEFAULT_MAX + 2);
        for (int at = from; at < last; at++) {
            char next = text.charAt(at);
            if (next == ']') {
                return at;
            }
            if (next == '[') {
                return -1;
            }
        }
        return -1;
    }

    private static Part.@Nullable Token token(String inside) {
        int bar = inside.indexOf('|');
        String name = bar < 0 ? inside : inside.substring(0, bar);
        String otherwise = bar < 0 ? null : inside.substring(bar + 1);
        boolean tooLong = otherwise != null && otherwise.length() > DEFAULT_MAX;
        return tooLong || !isName(name) ? null : new Part.Token(name, otherwise);
    }

    private static void add(List<Part> parts, StringBuilder plain) {
        if (!plain.isEmpty()) {
            parts.add(new Part.Text(plain.toString()));
            plain.setLength(0);
        }
    }

    List<Part> parts() {
        return parts;
    }

    /// The names, each once, in order.
    public List<String> names() {
        return parts.stream()
                .mapMulti((Part part, Consumer<String> names) -> {
                    if (part instanceof Part.Token token) {
                        names.accept(token.name());
                    }
                })
                .distinct()
                .toList();
    }

    /// The text that reads as this again.
    public String print() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String plain) -> text.append(plain.replace("[", "[["));
                case Part.Token(String name, String otherwise) -> {
                    text.append('[').append(name);
                    if (otherwise != null) {
                        text.append('|').append(otherwise);
                    }
                    text.append(']');
                }
            }
        }
        return text.toString();
    }

    /// Puts the values in. A name is found as it is written, or else without regard to case.
    ///
    /// @param pointer of the text, for faults: one for each token without value and without default
    public String resolve(Map<String, String> values, String pointer, Faults faults) {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(values);
        StringBuilder text = new StringBuilder();
        List<String> missing = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String plain) -> text.append(plain);
                case Part.Token(String name, String otherwise) -> {
                    String value = values.getOrDefault(name, anyCase.get(name));
                    if (value != null && !(value.isEmpty() && otherwise != null)) {
                        text.append(value);
                    } else if (otherwise != null) {
                        text.append(otherwise);
                    } else if (!missing.contains(name)) {
                        missing.add(name);
                    }
                }
            }
        }
        for (String name : missing) {
            faults.add(
                    pointer,
                    "token_missing",
                    "There is no value for [" + name + "]. Give one in tokens, write [" + name
                            + "|default], or [[ for a bracket.");
        }
        return text.toString();
    }
}
