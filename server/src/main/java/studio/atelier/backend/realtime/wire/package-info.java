/// What goes over the socket, as bytes: both serializers, frames in and out.
@NullMarked
package studio.atelier.backend.realtime.wire;

import org.jspecify.annotations.NullMarked;
