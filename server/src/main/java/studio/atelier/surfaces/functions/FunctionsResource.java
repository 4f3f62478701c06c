package studio.atelier.surfaces.functions;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.FunctionRoute;
import studio.atelier.platform.http.JsonBodies;

/// Answers every function by its name.
@RestController
class FunctionsResource {

    private final Map<String, FunctionRoute> routes;
    private final JsonBodies bodies;

    /// @throws IllegalStateException when two rooms offer one name
    FunctionsResource(List<FunctionRoute> routes, JsonBodies bodies) {
        this.routes =
                new TreeMap<>(routes.stream().collect(Collectors.toMap(FunctionRoute::name, Function.identity())));
        this.bodies = bodies;
    }

    @RequestMapping({"/functions/v1", "/functions/v1/"})
    void unnamed() {
        throw FunctionsProblem.NAME_MISSING.problem();
    }

    @RequestMapping("/functions/v1/{name}")
    ResponseEntity<Object> call(Caller caller, @PathVariable String name, HttpServletRequest request)
            throws IOException {
        return call(caller, name, "", request);
    }

    @RequestMapping("/functions/v1/{name}/{*path}")
    ResponseEntity<Object> call(
            Caller caller, @PathVariable String name, @PathVariable String path, HttpServletRequest request)
            throws IOException {
        FunctionRoute route = routes.get(name);
        if (route == null) {
            throw FunctionsProblem.UNKNOWN.problem(
                    "There is no function \"" + name + "\". Known: " + String.join(", ", routes.keySet()) + ".");
        }
        if (route.needs() == FunctionRoute.Needs.PERSON) {
            caller.requirePerson();
        }
        if (!route.methods().contains(request.getMethod())) {
            throw FunctionsProblem.METHOD.problem(
                    "The function " + name + " takes " + String.join(", ", route.methods()) + ".");
        }
        FunctionRoute.Reply reply = route.handler()
                .answer(new FunctionRoute.Call(
                        caller,
                        path.startsWith("/") ? path.substring(1) : path,
                        query(request),
                        headers(request),
                        bodies.tree(request.getInputStream()),
                        bodies));
        var answer = ResponseEntity.status(reply.status());
        return reply.body() == null
                ? answer.build()
                : answer.contentType(MediaType.APPLICATION_JSON).body(reply.body());
    }

    private static Map<String, String> query(HttpServletRequest request) {
        Map<String, String> query = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> query.put(name, values[0]));
        return query;
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.putIfAbsent(name.toLowerCase(Locale.ROOT), request.getHeader(name));
        }
        return headers;
    }
}
