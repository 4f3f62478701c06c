package studio.atelier.engine.providers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// `/api/admin/maintenance`: closes a provider, or with the name `server` all of them, for a while.
@RestController
class MaintenanceResource {

    private final Maintenance maintenance;

    MaintenanceResource(Maintenance maintenance) {
        this.maintenance = maintenance;
    }

    /// @param endsAt null when nobody knows
    record Body(@Nullable String reason, @Nullable Instant endsAt) {}

    @GetMapping("/api/admin/maintenance")
    Envelope<Map<String, List<Maintenance.Closed>>> list(Admin admin) {
        return Envelope.of(Map.of("maintenance", maintenance.all()));
    }

    @PutMapping("/api/admin/maintenance/{provider}")
    Envelope<Maintenance.Closed> close(Admin admin, @PathVariable String provider, @RequestBody Body body) {
        return Envelope.of(maintenance.close(admin, provider, body.reason(), body.endsAt()));
    }

    @DeleteMapping("/api/admin/maintenance/{provider}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void open(Admin admin, @PathVariable String provider) {
        maintenance.open(admin, provider);
    }
}
