package studio.atelier.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.json.JsonMapper;

/// Reads request bodies: JSON in snake case, strictly. An unknown or unreadable field is a fault with its
/// pointer, and all of them are reported at once. Thread-safe.
public final class JsonBodies {

    /// Deeper nesting than any body of ours has.
    static final int DEPTH_MAX = 40;

    private static final int NUMBER_LENGTH_MAX = 100;
    private static final int NAME_LENGTH_MAX = 1_000;
    private static final int FAULTS_MAX = 50;
    private static final String FAULTS = "faults";

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(NUMBER_LENGTH_MAX)
                            .maxNameLength(NAME_LENGTH_MAX)
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addHandler(new Collector())
            .build();

    /// @throws ProblemException `http.body_malformed`
    public JsonNode tree(InputStream body) {
        try {
            JsonNode tree = mapper.readTree(body);
            return tree.isMissingNode() ? mapper.createObjectNode() : tree;
        } catch (JacksonException failure) {
            throw malformed(failure);
        }
    }

    /// @throws ProblemException `http.body_malformed`, or `http.body_invalid` with every unknown and
    ///     unreadable field
    public <T> T read(InputStream body, Class<T> type) {
        return read(tree(body), type);
    }

    /// @throws ProblemException `http.body_invalid`
    @SuppressWarnings("unchecked") // the value is of the type that was asked for
    public <T> T read(JsonNode body, Class<T> type) {
        return (T) read(body, mapper.constructType(type));
    }

    /// For types that a class alone does not name, such as a list of records.
    ///
    /// @throws ProblemException `http.body_invalid`
    public Object read(JsonNode body, JavaType type) {
        List<FieldFault> faults = new ArrayList<>();
        Object value = null;
        try {
            value = mapper.readerFor(type).withAttribute(FAULTS, faults).readValue(body);
        } catch (JacksonException failure) {
            if (failure.getCause() instanceof ProblemException refusal) {
                throw refusal;
            }
            faults.add(new FieldFault(pointer(failure.getPath(), ""), "invalid", "This value cannot be read."));
        }
        if (!faults.isEmpty() || value == null) {
            if (faults.isEmpty()) {
                faults.add(new FieldFault("", "required", "Send a JSON object."));
            }
            String detail = faults.size() == 1
                    ? faults.getFirst().detail() + " (" + faults.getFirst().pointer() + ")"
                    : faults.size() + " fields need a change.";
            throw Problem.of(HttpProblem.BODY_INVALID, detail)
                    .withFaults(faults)
                    .exception();
        }
        return value;
    }

    private static ProblemException malformed(JacksonException failure) {
        if (failure.getCause() instanceof IOException broken) {
            // Not the text is wrong but its transport: too large, too slow, gone.
            throw new UncheckedIOException(broken);
        }
        var at = failure.getLocation();
        String where = at == null || at.getLineNr() < 1
                ? ""
                : " It breaks at line " + at.getLineNr() + ", column " + at.getColumnNr() + ".";
        return Problem.of(HttpProblem.BODY_MALFORMED, HttpProblem.BODY_MALFORMED.action() + where)
                .exception(failure);
    }

    private static String pointer(List<JacksonException.Reference> path, String last) {
        StringBuilder text = new StringBuilder();
        for (JacksonException.Reference step : path) {
            text.append('/');
            text.append(
                    step.getPropertyName() == null ? String.valueOf(step.getIndex()) : escape(step.getPropertyName()));
        }
        return last.isEmpty()
                ? text.toString()
                : text.append('/').append(escape(last)).toString();
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static final class Collector extends DeserializationProblemHandler {

        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                @Nullable ValueDeserializer<?> deserializer,
                Object bean,
                String name) {
            note(context, pointer(holder(parser)) + "/" + escape(name), "unknown", "This field is not known here.");
            parser.skipChildren();
            return true;
        }

        @Override
        public @Nullable Object handleUnexpectedToken(
                DeserializationContext context,
                JavaType type,
                JsonToken token,
                JsonParser parser,
                @Nullable String message) {
            if (type.isPrimitive()) {
                return NOT_HANDLED;
            }
            note(context, pointer(inner(parser)), "wrong_type", "A " + word(type.getRawClass()) + " belongs here.");
            parser.skipChildren();
            return null;
        }

        @Override
        public @Nullable Object handleWeirdStringValue(
                DeserializationContext context, Class<?> type, String value, @Nullable String message) {
            return weird(context, type);
        }

        @Override
        public @Nullable Object handleWeirdNumberValue(
                DeserializationContext context, Class<?> type, Number value, @Nullable String message) {
            return weird(context, type);
        }

        private static @Nullable Object weird(DeserializationContext context, Class<?> type) {
            if (type.isPrimitive()) {
                return NOT_HANDLED;
            }
            JsonParser parser = context.getParser();
            String at = parser == null ? "" : pointer(inner(parser));
            note(context, at, "wrong_type", "A " + word(type) + " belongs here.");
            return null;
        }

        private static void note(DeserializationContext context, String pointer, String code, String detail) {
            if (context.getAttribute(FAULTS) instanceof List<?> list && list.size() < FAULTS_MAX) {
                @SuppressWarnings("unchecked") // the attribute is set by read() alone
                List<FieldFault> faults = (List<FieldFault>) list;
                faults.add(new FieldFault(pointer, code, detail));
            }
        }

        private static String pointer(@Nullable TokenStreamContext at) {
            return at == null ? "" : at.pathAsPointer().toString();
        }

        /// Where the value under the parser stands. At the start of an object or a list the parser is
        /// inside of it already.
        private static @Nullable TokenStreamContext inner(JsonParser parser) {
            return inside(parser) ? parser.streamReadContext().getParent() : parser.streamReadContext();
        }

        /// Where the object stands that holds the value under the parser. Its own name is no longer sure
        /// when the value was skipped.
        private static @Nullable TokenStreamContext holder(JsonParser parser) {
            TokenStreamContext object = inner(parser);
            return object == null ? null : object.getParent();
        }

        private static boolean inside(JsonParser parser) {
            JsonToken token = parser.currentToken();
            return token != null && (token.isStructStart() || token.isStructEnd());
        }

        private static final Map<Class<?>, String> WORDS = Map.of(
                String.class, "text",
                Integer.class, "whole number",
                Long.class, "whole number",
                Double.class, "number",
                Boolean.class, "truth value",
                java.util.UUID.class, "UUID",
                java.time.Instant.class, "time such as 2026-11-21T09:30:00Z",
                List.class, "list",
                Map.class, "object");

        private static String word(Class<?> type) {
            return WORDS.getOrDefault(type, type.isEnum() ? "known word" : "value of another kind");
        }
    }
}
