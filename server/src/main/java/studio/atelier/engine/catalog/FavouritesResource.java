package studio.atelier.engine.catalog;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;

/// The stars in a person's list of models.
@RestController
class FavouritesResource {

    private final Favourites favourites;

    FavouritesResource(Favourites favourites) {
        this.favourites = favourites;
    }

    record Body(@Nullable String id) {}

    record View(String id, boolean favourite) {}

    @PutMapping("/api/models/favourites")
    Envelope<View> add(Actor actor, @RequestBody Body body) {
        return Envelope.of(new View(favourites.add(actor.person(), body.id()), true));
    }

    @DeleteMapping("/api/models/favourites")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Actor actor, @RequestParam String id) {
        favourites.remove(actor.person(), id);
    }
}
