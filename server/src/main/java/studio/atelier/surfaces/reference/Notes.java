package studio.atelier.surfaces.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// The words about routes, from `reference/*.yaml`: what the code cannot say of itself.
///
/// @param parts one for each file, in the order in which they are read
record Notes(List<Part> parts) {

    /// Reads files in which one example stands for several.
    private static final Load YAML = new Load(LoadSettings.builder().build());

    Notes {
        parts = List.copyOf(parts);
    }

    /// @param tag     heading
    /// @param says    a sentence about the part
    /// @param needs   who may ask where neither the code nor the route says it
    /// @param routes  by name, such as `GET /api/projects`
    /// @param leftOut patterns that are not described, each with the reason
    record Part(
            int order,
            String tag,
            String says,
            @Nullable String needs,
            Map<String, Words> routes,
            Map<String, String> leftOut) {}

    /// @param summary one sentence
    /// @param needs   `anybody`, `person`, `administrator`, `worker` or `service`; null as the code says
    /// @param body    an example of what is sent; missing where the code says it or nothing is sent
    /// @param form    fields of a form, by name an example; `file` stands for bytes
    /// @param query   what may be asked for beyond what the code says, each with a sentence
    /// @param answer  an example of what comes back; missing where the code says it
    /// @param shape   what comes back where the code hands over a tree, in the words of [Trees]
    /// @param status  of a good answer; 0 as the code says
    /// @param type    media type of what comes back where it is not JSON
    /// @param sends   media type of what is sent where it is neither JSON nor a form
    record Words(
            String summary,
            @Nullable String needs,
            JsonNode body,
            JsonNode form,
            JsonNode query,
            JsonNode answer,
            JsonNode shape,
            int status,
            @Nullable String type,
            @Nullable String sends) {

        static Words of(JsonNode node) {
            if (node.isString()) {
                JsonNode none = JsonNodeFactory.instance.missingNode();
                return new Words(node.asString(), null, none, none, none, none, none, 0, null, null);
            }
            return new Words(
                    node.path("summary").asString(),
                    node.path("needs").asString(null),
                    node.path("body"),
                    node.path("form"),
                    node.path("query"),
                    node.path("answer"),
                    node.path("shape"),
                    node.path("status").asInt(0),
                    node.path("type").asString(null),
                    node.path("sends").asString(null));
        }
    }

    static Notes read() {
        try {
            List<Part> parts = new ArrayList<>();
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:reference/*.yaml")) {
                try (InputStream in = file.getInputStream()) {
                    parts.add(part(JsonMapper.shared().valueToTree(YAML.loadFromInputStream(in))));
                }
            }
            parts.sort(Comparator.comparingInt(Part::order));
            return new Notes(parts);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Part part(JsonNode file) {
        Map<String, Words> routes = new LinkedHashMap<>();
        file.path("routes").properties().forEach(each -> routes.put(each.getKey(), Words.of(each.getValue())));
        Map<String, String> leftOut = new LinkedHashMap<>();
        file.path("left_out")
                .properties()
                .forEach(each -> leftOut.put(each.getKey(), each.getValue().asString()));
        return new Part(
                file.path("order").asInt(),
                file.path("tag").asString(),
                file.path("says").asString(),
                file.path("needs").asString(null),
                routes,
                leftOut);
    }
}
