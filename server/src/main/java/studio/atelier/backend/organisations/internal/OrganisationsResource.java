package studio.atelier.backend.organisations.internal;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.organisations.Organisation;
import studio.atelier.backend.organisations.OrganisationsProblem;
import studio.atelier.backend.organisations.Role;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// `/api/organisations`: the organisations of the one who asks, and their members.
@RestController
class OrganisationsResource {

    private static final int NAME_MAX = 200;

    private final Directory directory;

    OrganisationsResource(Directory directory) {
        this.directory = directory;
    }

    record NameBody(@Nullable String name) {}

    record RoleBody(@Nullable String role) {}

    @GetMapping("/api/organisations")
    Envelope<Map<String, List<Organisation>>> list(Actor actor) {
        return Envelope.of(Map.of("organisations", directory.mine(actor)));
    }

    @PostMapping("/api/organisations")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<Organisation> create(Actor actor, @RequestBody NameBody body) {
        return Envelope.of(directory.create(actor, name(body)));
    }

    @GetMapping("/api/organisations/{id}")
    Envelope<Organisation> find(Actor actor, @PathVariable UUID id) {
        return Envelope.of(directory.find(actor, id));
    }

    @PutMapping("/api/organisations/{id}")
    Envelope<Organisation> rename(Actor actor, @PathVariable UUID id, @RequestBody NameBody body) {
        return Envelope.of(directory.rename(actor, id, name(body)));
    }

    @DeleteMapping("/api/organisations/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Actor actor, @PathVariable UUID id) {
        directory.delete(actor, id);
    }

    @GetMapping("/api/organisations/{id}/members")
    Envelope<Map<String, List<OrganisationStore.Member>>> members(Actor actor, @PathVariable UUID id) {
        return Envelope.of(Map.of("members", directory.members(actor, id)));
    }

    @PutMapping("/api/organisations/{id}/members/{user}")
    Envelope<Map<String, List<OrganisationStore.Member>>> changeRole(
            Actor actor, @PathVariable UUID id, @PathVariable UUID user, @RequestBody RoleBody body) {
        return Envelope.of(Map.of("members", directory.changeRole(actor, id, user, role(body.role()))));
    }

    /// Of the own id: leaves.
    @DeleteMapping("/api/organisations/{id}/members/{user}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Actor actor, @PathVariable UUID id, @PathVariable UUID user) {
        directory.remove(actor, id, user);
    }

    private static String name(NameBody body) {
        var faults = new Faults();
        String name = faults.required("/name", body.name(), NAME_MAX).strip();
        faults.check(OrganisationsProblem.INVALID);
        return name;
    }

    static Role role(@Nullable String word) {
        return Role.of(word).orElseThrow(() -> {
            var faults = new Faults();
            faults.add("/role", "unknown", "One of owner, admin, member, viewer.");
            faults.check(OrganisationsProblem.INVALID);
            return new IllegalStateException("the check above throws");
        });
    }
}
