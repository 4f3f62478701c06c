package studio.atelier.engine.catalog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// What an admin decides about models: a ceiling where nobody knows the price.
@RestController
class ModelsAdminResource {

    private final Ceilings ceilings;
    private final Catalog catalog;

    ModelsAdminResource(Ceilings ceilings, Catalog catalog) {
        this.ceilings = ceilings;
        this.catalog = catalog;
    }

    /// @param ceilingMicros  what one run may cost at most; null takes the ceiling away
    /// @param generationType what a discovered model makes; guessed from its name where it is missing
    record Body(@Nullable Long ceilingMicros, @Nullable String generationType) {}

    record View(String id, String generationType, @Nullable Long ceilingMicros) {}

    @PutMapping("/api/admin/models/{provider}/{*model}")
    Envelope<View> setCeiling(
            Admin admin, @PathVariable String provider, @PathVariable String model, @RequestBody Body body) {
        Model known = ceilings.set(
                admin, provider, model.substring(1), new Ceilings.Wish(body.ceilingMicros(), body.generationType()));
        return Envelope.of(new View(known.id(), known.type().word(), body.ceilingMicros()));
    }

    /// The ceilings that stand, and the models that faulty files turned off.
    @GetMapping("/api/admin/models")
    Envelope<Map<String, List<?>>> list(Admin admin) {
        List<View> views = ceilings.all().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> new View(
                        each.getKey(),
                        each.getValue().type().word(),
                        each.getValue().amount().value()))
                .toList();
        return Envelope.of(Map.of("ceilings", views, "turned_off", catalog.turnedOff()));
    }
}
