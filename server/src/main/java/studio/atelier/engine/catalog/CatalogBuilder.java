package studio.atelier.engine.catalog;

import com.networknt.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.CatalogFiles.Source;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Turns files into models. Used once, by one thread.
final class CatalogBuilder {

    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final String PROVIDER_STEM = "provider";
    private static final int LIKE_DEPTH_MAX = 4;

    private final Map<String, Source> files;
    private final List<Source> aliasFiles;
    private final Schema routeSchema = schema("route.schema.json");
    private final Schema aliasSchema = schema("aliases.schema.json");
    private final List<Route> routes = new ArrayList<>();
    private final List<Alias> otherNames = new ArrayList<>();
    private final Schema modelSchema = schema("model.schema.json");
    private final Schema providerSchema = schema("provider.schema.json");
    private final Map<String, CatalogProvider> providers = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, String> brokenProviders = new HashMap<>();
    private final List<Model> models = new ArrayList<>();
    private final List<Model> templates = new ArrayList<>();
    private final List<Catalog.TurnedOff> turnedOff = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    /// A file that cannot be used, and why.
    private static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Fault(String message) {
            super(message, null, false, false);
        }
    }

    CatalogBuilder(Map<String, Source> files) {
        this(files, List.of());
    }

    CatalogBuilder(Map<String, Source> files, List<Source> aliasFiles) {
        this.files = files;
        this.aliasFiles = List.copyOf(aliasFiles);
    }

    CatalogFiles.Content build() {
        files.values().stream()
                .filter(file -> file.stem().equals(PROVIDER_STEM))
                .forEach(this::addProvider);
        files.values().stream()
                .filter(file ->
                        !file.stem().equals(PROVIDER_STEM) && !file.provider().equals(Route.FOLDER))
                .forEach(this::addModel);
        files.values().stream()
                .filter(file -> file.provider().equals(Route.FOLDER))
                .forEach(this::addRoute);
        aliasFiles.forEach(this::addAliases);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "Bundled catalog files that cannot be used:\n  " + String.join("\n  ", faults));
        }
        List<CatalogProvider> inOrder = providers.values().stream()
                .sorted(java.util.Comparator.comparing(CatalogProvider::id))
                .toList();
        return new CatalogFiles.Content(inOrder, aliases, models, templates, routes, otherNames, turnedOff);
    }

    private void addRoute(Source file) {
        try {
            ObjectNode data = parse(file);
            check(routeSchema, data);
            routes.add(new Route(
                    file.stem(),
                    data.path("display_name").asString(),
                    data.path("description").asString(),
                    GenerationType.of(data.path("type").asString()).orElseThrow(),
                    Route.Policy.valueOf(data.path("policy").asString().toUpperCase(Locale.ROOT)),
                    texts(data.path("capabilities")),
                    texts(data.path("models"))));
            if (routes.getLast().policy() == Route.Policy.FIXED
                    && routes.getLast().models().isEmpty()) {
                routes.removeLast();
                throw new Fault("models: a fixed route names its model");
            }
        } catch (Fault fault) {
            turnOff(file, Route.FOLDER + "/" + file.stem(), String.valueOf(fault.getMessage()));
        }
    }

    private void addAliases(Source file) {
        try {
            ObjectNode data = parse(file);
            check(aliasSchema, data);
            otherNames.addAll(OtherNames.read(data));
        } catch (Fault | DateTimeException fault) {
            turnOff(file, file.stem(), String.valueOf(fault.getMessage()));
        }
    }

    private void addProvider(Source file) {
        try {
            ObjectNode data = parse(file);
            check(providerSchema, data);
            CatalogProvider provider = provider(file.provider(), data);
            providers.put(provider.id(), provider);
            provider.aliases().forEach(alias -> aliases.put(alias.toLowerCase(Locale.ROOT), provider.id()));
        } catch (Fault fault) {
            brokenProviders.put(file.provider(), String.valueOf(fault.getMessage()));
            turnOff(file, file.provider() + "/*", String.valueOf(fault.getMessage()));
        }
    }

    private void addModel(Source file) {
        String id = file.provider() + "/" + file.stem();
        try {
            if (!providers.containsKey(file.provider())) {
                String reason = brokenProviders.getOrDefault(file.provider(), "the file is missing");
                throw new Fault(file.provider() + "/provider.yaml: " + reason);
            }
            ObjectNode data = resolved(file, 0);
            id = file.provider() + "/" + data.path("model").asString(file.stem());
            check(modelSchema, data);
            (file.stem().startsWith("_") ? templates : models).add(model(file, data));
        } catch (Fault | IllegalArgumentException | DateTimeException fault) {
            turnOff(file, id, String.valueOf(fault.getMessage()));
        }
    }

    private void turnOff(Source file, String id, String reason) {
        if (file.operator()) {
            turnedOff.add(new Catalog.TurnedOff(id, file.path(), reason));
        } else {
            faults.add(file.path() + ": " + reason);
        }
    }

    /// The file with everything it takes over from the one it is `like`; its own top-level fields win.
    private ObjectNode resolved(Source file, int depth) {
        ObjectNode data = parse(file);
        JsonNode like = data.remove("like");
        if (like == null) {
            return data;
        }
        String path = (like.asString().contains("/") ? "" : file.provider() + "/") + like.asString() + ".yaml";
        Source other = files.get(path);
        if (other == null || depth >= LIKE_DEPTH_MAX) {
            throw new Fault("like: there is no file " + path + " to take from");
        }
        ObjectNode whole = resolved(other, depth + 1);
        whole.remove("model");
        data.properties().forEach(each -> whole.set(each.getKey(), each.getValue()));
        return whole;
    }

    private static ObjectNode parse(Source file) {
        try {
            if (YAML.readTree(file.text()) instanceof ObjectNode data) {
                return data;
            }
        } catch (JacksonException problem) {
            throw new Fault("not YAML: " + problem.getOriginalMessage());
        }
        throw new Fault("not a YAML file with fields: "
                + file.text().lines().findFirst().orElse("it is empty"));
    }

    private static void check(Schema schema, JsonNode data) {
        String wrong = schema.validate(data).stream()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                .collect(Collectors.joining("; "));
        if (!wrong.isEmpty()) {
            throw new Fault(wrong);
        }
    }

    private static CatalogProvider provider(String id, ObjectNode data) {
        String url = data.path("base_url").asString("");
        return new CatalogProvider(
                id,
                data.path("display_name").asString(),
                data.path("adapter").asString(id),
                texts(data.path("aliases")),
                data.path("key_required").asBoolean(true),
                texts(data.path("key_prefixes")),
                url.isEmpty() ? null : URI.create(url),
                data.path("base_url_editable").asBoolean(false),
                data.path("docs_url").asString(""),
                data.path("concurrency").asInt(8));
    }

    private static Model model(Source file, ObjectNode data) {
        String name = data.path("model").asString(file.stem());
        ObjectNode properties = (ObjectNode) data.path("parameters").deepCopy();
        data.path("program_parameters").properties().forEach(each -> {
            ObjectNode hidden = (ObjectNode) each.getValue().deepCopy();
            hidden.put(ParameterSchema.HIDDEN, true);
            properties.set(each.getKey(), hidden);
        });
        return new Model(
                file.provider(),
                name,
                data.path("display_name").asString(),
                data.path("description").asString(),
                GenerationType.of(data.path("type").asString()).orElseThrow(),
                texts(data.path("capabilities")),
                data.path("prompt_max").asInt(32_000),
                new ParameterSchema(properties, texts(data.path("required"))),
                data.path("references_max").asInt(0),
                PriceSheet.of(file.provider() + "/" + name, (ObjectNode) data.path("price")),
                day(data.path("retires_at")),
                wire(data.path("wire")));
    }

    private static Wire wire(JsonNode data) {
        Map<String, String> switches = new HashMap<>();
        data.properties()
                .forEach(each -> switches.put(each.getKey(), each.getValue().asString()));
        String endpoint = switches.remove("endpoint");
        return new Wire(endpoint == null ? "" : endpoint, switches);
    }

    private static @Nullable LocalDate day(JsonNode value) {
        String text = value.asString("");
        return text.isEmpty() ? null : LocalDate.parse(text);
    }

    private static List<String> texts(JsonNode list) {
        return list.values().stream().map(JsonNode::asString).toList();
    }

    private static Schema schema(String name) {
        try (InputStream in = CatalogBuilder.class.getResourceAsStream("/catalog/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the schema " + name + " is not in the jar");
            }
            return ParameterSchema.compile(YAML.readTree(in));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
