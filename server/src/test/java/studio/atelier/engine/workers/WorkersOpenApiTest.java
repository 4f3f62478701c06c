package studio.atelier.engine.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The document of the protocol names the routes there are, and its references lead somewhere.
class WorkersOpenApiTest {

    private static final Path FILE = Path.of("..", "docs", "reference", "workers.openapi.yaml");
    private static final String PREFIX = "/api/worker/v1";

    private static JsonNode document() throws IOException {
        return YAMLMapper.builder().build().readTree(Files.readString(FILE));
    }

    @Test
    void namesEveryRouteAndNoOther() throws IOException {
        JsonNode document = document();

        Set<String> written = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().propertyNames().stream()
                        .filter(method -> !method.equals("parameters"))
                        .forEach(method -> written.add(method + " " + path.getKey())));
        assertThat(document.at("/servers/0/url").asString()).isEqualTo(PREFIX);
        assertThat(written).isEqualTo(routes());
    }

    private static Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        for (var method : ProtocolResource.class.getDeclaredMethods()) {
            add(
                    routes,
                    "post",
                    method.getAnnotation(PostMapping.class) instanceof PostMapping at ? at.value() : null,
                    "");
            add(routes, "put", method.getAnnotation(PutMapping.class) instanceof PutMapping at ? at.value() : null, "");
            add(routes, "get", method.getAnnotation(GetMapping.class) instanceof GetMapping at ? at.value() : null, "");
        }
        for (var method : DemandResource.class.getDeclaredMethods()) {
            add(
                    routes,
                    "get",
                    method.getAnnotation(GetMapping.class) instanceof GetMapping at ? at.value() : null,
                    PREFIX);
        }
        return routes;
    }

    private static void add(Set<String> routes, String verb, String @Nullable [] paths, String prefix) {
        if (paths != null && paths[0].startsWith(prefix)) {
            routes.add(verb + " " + paths[0].substring(prefix.length()));
        }
    }

    @Test
    void refersToWhatItHas() throws IOException {
        JsonNode document = document();

        assertThat(document.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isMissingNode())
                        .as(ref)
                        .isFalse());
    }
}
