package studio.atelier.backend.data.http;

import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.Means;

/// `/graphql/v1` as a project answers that has switched GraphQL off: 200, and an error as GraphQL clients read it.
@RestController
class GraphQlResource {

    private static final Map<String, Object> OFF =
            Map.of("errors", List.of(Map.of("message", "pg_graphql extension is not enabled.")));

    @PostMapping("/graphql/v1")
    Map<String, Object> off(Caller caller) {
        if (caller.means() == Means.NOTHING) {
            throw HttpProblem.SIGN_IN_REQUIRED.problem();
        }
        return OFF;
    }
}
