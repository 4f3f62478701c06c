package studio.atelier.surfaces.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import studio.atelier.platform.http.FunctionRoute;

/// What is really registered, in two kinds: operations of which method and path are known, and families, below which
/// a servlet or a controller decides by itself what is there.
///
/// @param known    by name
/// @param families patterns such as `/storage/v1/s3/**`
record Routes(Map<String, Route> known, List<String> families) {

    private static final String FUNCTIONS = "/functions/v1/";
    private static final String OURS = "studio.atelier.";

    Routes {
        known = new TreeMap<>(known);
        families = List.copyOf(families);
    }

    static Routes of(RequestMappingHandlerMapping mapping, List<FunctionRoute> functions) {
        Map<String, Route> known = new TreeMap<>();
        List<String> families = new ArrayList<>();
        mapping.getHandlerMethods().forEach((info, handler) -> {
            if (handler.getBeanType().getName().startsWith(OURS) && info.getPathPatternsCondition() != null) {
                info.getPathPatternsCondition().getPatternValues().forEach(pattern -> {
                    if (isFamily(info, pattern)) {
                        families.add(pattern);
                    } else {
                        add(known, info, pattern, handler);
                    }
                });
            }
        });
        for (FunctionRoute function : functions) {
            for (String method : function.methods()) {
                Route route = new Route(method, FUNCTIONS + function.name(), null, false);
                known.put(route.name(), route);
            }
        }
        return new Routes(known, families);
    }

    private static boolean isFamily(RequestMappingInfo info, String pattern) {
        return info.getMethodsCondition().getMethods().isEmpty() || pattern.contains("**");
    }

    /// The same path with `format=csv` is one operation in two forms; with a slash at its end it is the same.
    private static void add(Map<String, Route> known, RequestMappingInfo info, String pattern, HandlerMethod handler) {
        boolean table = !info.getParamsCondition().isEmpty();
        String path = pattern.replace("{*", "{");
        boolean again = path.length() > 1 && path.endsWith("/");
        for (RequestMethod method : info.getMethodsCondition().getMethods()) {
            if (again || method == RequestMethod.OPTIONS) {
                continue;
            }
            Route route = new Route(method.name(), path, handler.getMethod(), table);
            known.merge(
                    route.name(),
                    route,
                    (one, two) -> new Route(one.method(), one.path(), one.table() ? two.code() : one.code(), true));
        }
    }
}
