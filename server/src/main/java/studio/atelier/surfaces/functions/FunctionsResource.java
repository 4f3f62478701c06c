package studio.atelier.surfaces.functions;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.FunctionRoute;
import studio.atelier.platform.http.JsonBodies;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.json.JsonMapper;

/// Answers every function by its name.
@RestController
class FunctionsResource {

    private final Map<String, FunctionRoute> routes;
    private final JsonBodies bodies;
    private final JsonMapper json;

    /// @throws IllegalStateException when two rooms offer one name
    FunctionsResource(List<FunctionRoute> routes, JsonBodies bodies, JsonMapper json) {
        this.json = json;
        this.routes =
                new TreeMap<>(routes.stream().collect(Collectors.toMap(FunctionRoute::name, Function.identity())));
        this.bodies = bodies;
    }

    @RequestMapping({"/functions/v1", "/functions/v1/"})
    void unnamed() {
        throw FunctionsProblem.NAME_MISSING.problem();
    }

    @RequestMapping("/functions/v1/{name}")
    @Nullable
    ResponseEntity<Object> call(
            Caller caller, @PathVariable String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        return call(caller, name, "", request, response);
    }

    @RequestMapping("/functions/v1/{name}/{*path}")
    @Nullable
    ResponseEntity<Object> call(
            Caller caller,
            @PathVariable String name,
            @PathVariable String path,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        FunctionRoute route = route(caller, name, request);
        FunctionRoute.Reply reply = route.handler()
                .answer(new FunctionRoute.Call(
                        caller,
                        path.startsWith("/") ? path.substring(1) : path,
                        query(request),
                        headers(request),
                        bodies.tree(request.getInputStream()),
                        bodies));
        return switch (reply) {
            case FunctionRoute.Reply.Whole(int status, var body) ->
                body == null
                        ? ResponseEntity.status(status).build()
                        : ResponseEntity.status(status)
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(body);
            case FunctionRoute.Reply.Streamed(var work) -> {
                stream(work, caller, response);
                yield null;
            }
        };
    }

    private void stream(Consumer<FunctionRoute.Events> work, Caller caller, HttpServletResponse response) {
        var events = new EventStream(response, json);
        try {
            work.accept(events);
        } catch (ProblemException refusal) {
            if (!events.open()) {
                throw refusal;
            }
            events.tell(
                    "error",
                    FunctionsDialect.body(refusal.problem(), caller.exchange().requestId()));
        }
    }

    private FunctionRoute route(Caller caller, String name, HttpServletRequest request) {
        FunctionRoute route = routes.get(name);
        if (route == null) {
            throw FunctionsProblem.UNKNOWN.problem(
                    "There is no function \"" + name + "\". Known: " + String.join(", ", routes.keySet()) + ".");
        }
        if (route.needs() == FunctionRoute.Needs.PERSON) {
            caller.requirePerson();
        }
        if (!route.methods().contains(request.getMethod())) {
            List<String> methods = route.methods().stream().sorted().toList();
            throw Problem.of(
                            FunctionsProblem.METHOD,
                            "The function " + name + " takes " + String.join(", ", methods) + ".")
                    .with(FunctionsDialect.METHODS, methods)
                    .exception();
        }
        String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded")) {
            throw FunctionsProblem.BODY.problem("The function " + name + " takes JSON and no form.");
        }
        return route;
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
