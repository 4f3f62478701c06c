package studio.atelier.engine.generation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// Whose turn it is on this node: start-time fair queueing. Each run moves its person on by one over the
/// person's weight; who stands furthest back is next, and who was away starts where the others are. Keeps only
/// people who are ahead. Thread-safe.
final class Turns {

    private final Map<UUID, Double> places = new HashMap<>();
    private double now;

    /// @param now    where whoever is not named stands
    /// @param people with their places, in the same order
    record Standing(double now, List<UUID> people, List<Double> places) {

        Standing {
            people = List.copyOf(people);
            places = List.copyOf(places);
        }

        /// As an array of the database.
        String peopleText() {
            return GenerationStore.uuids(people);
        }

        /// As an array of the database.
        String placesText() {
            return places.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        }
    }

    synchronized Standing standing() {
        return new Standing(now, List.copyOf(places.keySet()), List.copyOf(places.values()));
    }

    /// @param start where the person stood when the run was taken
    /// @param end   where the person stands now
    synchronized void served(UUID person, double start, double end) {
        places.merge(person, end, Math::max);
        now = Math.max(now, start);
        places.values().removeIf(place -> place <= now);
    }
}
