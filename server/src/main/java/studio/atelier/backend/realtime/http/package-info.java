/// The way in: the handshake of a socket, broadcasts by REST, and how the room is wired.
@NullMarked
package studio.atelier.backend.realtime.http;

import org.jspecify.annotations.NullMarked;
