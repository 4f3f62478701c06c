package studio.atelier.surfaces.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.http.server.PathContainer;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// The document is made of what is registered: a route that nobody described, and words about a route that is not
/// there, fail here.
@WithServer({"ATELIER_AUTH_SIGNUP=on", "ATELIER_AUTH_AUTOCONFIRM=on"})
class OpenApiTest {

    private static final String PAGES = "/**";

    private final RunningServer server;

    OpenApiTest(RunningServer server) {
        this.server = server;
    }

    private JsonNode document() {
        var answer = server.get("/api/openapi.json");
        assertThat(answer.statusCode()).isEqualTo(200);
        return Someone.json(answer);
    }

    @Test
    void everyRouteIsDescribed() {
        Set<String> missing = new TreeSet<>(
                server.room(ReferenceResource.class).routes().known().keySet());
        missing.removeAll(described());

        assertThat(missing)
                .as("add words about it to server/src/main/resources/reference")
                .isEmpty();
    }

    @Test
    void everyFamilyIsDescribedOrLeftOutForAReason() {
        Set<String> leftOut = new TreeSet<>();
        Notes.read().parts().forEach(part -> leftOut.addAll(part.leftOut().keySet()));
        List<String> families = families();
        List<String> silent = families.stream()
                .filter(family -> !covered(family, leftOut))
                .filter(family -> described().stream().noneMatch(name -> within(family, name)))
                .toList();

        assertThat(families).isNotEmpty();
        assertThat(silent).isEmpty();
    }

    @Test
    void nothingIsDescribedThatIsNotThere() {
        Set<String> known =
                server.room(ReferenceResource.class).routes().known().keySet();
        List<String> invented = described().stream()
                .filter(name -> !known.contains(name))
                .filter(name -> families().stream().noneMatch(family -> within(family, name)))
                .toList();

        assertThat(invented).isEmpty();
    }

    @Test
    void aBodyThatTheCodeDoesNotTypeHasAnExample() {
        Map<String, Notes.Words> words = new HashMap<>();
        Notes.read().parts().forEach(part -> words.putAll(part.routes()));
        List<String> silent = new ArrayList<>();
        server.room(ReferenceResource.class).routes().known().forEach((name, route) -> {
            Parameter body = Operations.bodyOf(route);
            if (body != null
                    && !body.getType().isRecord()
                    && words.get(name).body().isMissingNode()) {
                silent.add(name);
            }
        });

        assertThat(silent).isEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode document = document();
        Set<String> broken = document.findValuesAsString("$ref").stream()
                .filter(reference -> document.at(reference.substring(1)).isMissingNode())
                .collect(Collectors.toSet());

        assertThat(document.path("components").path("schemas").size()).isGreaterThan(50);
        assertThat(broken).isEmpty();
    }

    @Test
    void operationsHaveNamesOfTheirOwnAndAWayToRefuse() {
        Set<String> ids = new TreeSet<>();
        document()
                .path("paths")
                .forEach(item -> item.forEach(operation -> {
                    assertThat(ids.add(operation.path("operationId").asString()))
                            .as(operation.path("operationId").asString())
                            .isTrue();
                    assertThat(operation.path("summary").asString()).matches(".+[.]");
                    assertThat(operation.path("responses").has("default")).isTrue();
                }));

        assertThat(ids).hasSizeGreaterThan(250);
    }

    @Test
    void bodiesAndAnswersComeFromTheCode() {
        JsonNode document = document();
        JsonNode body = document.at("/paths/~1api~1budgets/put/requestBody/content/application~1json/schema/$ref");
        JsonNode wanted = document.at(body.asString().substring(1)).path("properties");
        JsonNode keys = document.at(
                "/paths/~1api~1api-keys/get/responses/200/content/application~1json/schema/properties/data");

        assertThat(wanted.propertyNames()).contains("scope", "hard_micros", "soft_micros");
        assertThat(keys.at("/additionalProperties/items/$ref").asString()).endsWith("/ProviderKey");
        assertThat(document.at("/components/schemas/ProviderKey/properties/status/enum")
                        .toString())
                .contains("\"invalid\"");
    }

    @Test
    void whoMayAskIsWhatTheServerAsksFor() {
        JsonNode paths = document().path("paths");

        assertThat(paths.at("/~1api~1admin~1audit/get/x-atelier-needs").asString())
                .isEqualTo("administrator");
        assertThat(paths.at("/~1api~1projects/get/x-atelier-needs").asString()).isEqualTo("person");
        assertThat(paths.at("/~1healthz/get/x-atelier-needs").asString()).isEqualTo("anybody");
    }

    /// Every operation without a variable that reads is asked by nobody: what is said to need somebody refuses.
    @Test
    void whatNeedsSomebodyRefusesNobody() {
        List<String> open = new ArrayList<>();
        document().path("paths").properties().forEach(path -> {
            String needs = path.getValue().at("/get/x-atelier-needs").asString("anybody");
            if (path.getKey().startsWith("/api/") && !path.getKey().contains("{") && !needs.equals("anybody")) {
                int status = server.get(path.getKey()).statusCode();
                if (status != 401) {
                    open.add(path.getKey() + " " + status);
                }
            }
        });

        assertThat(open).isEmpty();
    }

    private static Set<String> described() {
        Set<String> all = new TreeSet<>();
        Notes.read().parts().forEach(part -> all.addAll(part.routes().keySet()));
        return all;
    }

    private List<String> families() {
        List<String> all =
                new ArrayList<>(server.room(ReferenceResource.class).routes().families());
        server.rooms()
                .getBeansOfType(ServletRegistrationBean.class)
                .values()
                .forEach(each ->
                        ((ServletRegistrationBean<?>) each).getUrlMappings().forEach(all::add));
        server.rooms()
                .getBeansOfType(SimpleUrlHandlerMapping.class)
                .values()
                .forEach(each -> all.addAll(each.getUrlMap().keySet()));
        all.removeIf(pattern -> pattern.equals("/") || pattern.startsWith(PAGES) || !programmatic(pattern));
        return all;
    }

    /// Pages and their files are no routes.
    private static boolean programmatic(String pattern) {
        return List.of(
                        "/api",
                        "/v1",
                        "/auth/v1",
                        "/rest/v1",
                        "/storage/v1",
                        "/realtime/v1",
                        "/socket",
                        "/functions/v1",
                        "/webhooks",
                        "/media",
                        "/graphql/v1")
                .stream()
                .anyMatch(pattern::startsWith);
    }

    private static boolean covered(String family, Set<String> leftOut) {
        return leftOut.stream().anyMatch(pattern -> matches(pattern, family.replaceAll("[{}*]", "")));
    }

    private static boolean within(String family, String name) {
        String path = name.split(" ", 2)[1].replaceAll("[{}]", "");
        return matches(family.endsWith("/*") ? family + "*" : family, path);
    }

    private static boolean matches(String pattern, String path) {
        return PathPatternParser.defaultInstance.parse(pattern).matches(PathContainer.parsePath(path));
    }
}
