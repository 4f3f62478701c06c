package studio.atelier.surfaces.reference;

import java.util.List;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import studio.atelier.platform.http.FunctionRoute;
import studio.atelier.platform.http.Version;
import tools.jackson.databind.json.JsonMapper;

/// `/api/openapi.json`: written when it is first asked for, the same for everybody. It says what this software can
/// answer, nothing of what is in it.
@RestController
class ReferenceResource {

    private final Supplier<Routes> routes;
    private final Supplier<byte[]> document;

    /// @param mapping asked late, because it knows the routes only once every room is there
    ReferenceResource(
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> mapping,
            List<FunctionRoute> functions,
            Version version,
            JsonMapper json) {
        this.routes = SingletonSupplier.of(() -> Routes.of(mapping.getObject(), functions));
        this.document = SingletonSupplier.of(
                () -> json.writeValueAsBytes(new OpenApiDocument(routes.get(), Notes.read(), json).write(version)));
    }

    Routes routes() {
        return routes.get();
    }

    @GetMapping("/api/openapi.json")
    ResponseEntity<byte[]> document() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(document.get());
    }
}
