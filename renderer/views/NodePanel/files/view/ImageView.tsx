import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { escapeLine } from "../../../../../shared/text/escape.ts";
import { engineQuery } from "../../../../queries/engine-query.ts";
import { useSourceId } from "../../../../state/source-view.ts";
import { ErrorNotice } from "../../../../components/ErrorNotice.tsx";
import { formatBytes, formatCount } from "../../../../components/number-text.ts";
import type { FileRef } from "./file-ref.ts";
import { imageSize, MAX_PIXELS } from "./image-size.ts";

const MAX_BYTES = 64 * 1024 * 1024; // what one call reads

interface ImageViewProps {
  file: FileRef;
  totalBytes: number;
  mediaType: string;
}

/** A picture, fitted into the pane. What its header says decides whether it is decoded at all. */
export function ImageView({ file, totalBytes, mediaType }: ImageViewProps) {
  const sourceId = useSourceId();
  const isTooLong = totalBytes > MAX_BYTES;
  const { data, error } = useQuery({
    ...engineQuery(sourceId, "file.read", {
      nodeId: file.nodeId,
      path: file.path,
      offset: 0,
      length: totalBytes,
    }),
    enabled: !isTooLong,
    structuralSharing: false,
    gcTime: 0,
  });
  if (isTooLong) {
    return <p className="file-note">This image takes {formatBytes(totalBytes)}: save it to look at it.</p>;
  }
  if (error) return <ErrorNotice error={error} />;
  if (!data) return <p className="file-note">Reading the image…</p>;
  const size = imageSize(data.bytes);
  if (!size || size.width * size.height === 0) {
    return (
      <p className="file-note">The header of this image is damaged. “Hex” shows its bytes; or save it.</p>
    );
  }
  if (size.width * size.height > MAX_PIXELS) {
    return (
      <p className="file-note">
        This image has {formatCount(size.width)} × {formatCount(size.height)} pixels, too many to decode here.
        Save it to look at it.
      </p>
    );
  }
  return (
    <figure className="image-view">
      <BlobImage bytes={data.bytes} mediaType={mediaType} name={file.path} />
      <figcaption className="file-note">
        {formatCount(size.width)} × {formatCount(size.height)} pixels
      </figcaption>
    </figure>
  );
}

function BlobImage({ bytes, mediaType, name }: { bytes: Uint8Array; mediaType: string; name: string }) {
  const image = useRef<HTMLImageElement>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mediaType }));
    if (image.current) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [bytes, mediaType]);
  if (isBroken) return <p className="file-note">This image is damaged. “Hex” shows its bytes; or save it.</p>;
  return <img ref={image} alt={escapeLine(name)} className="image-fitted" onError={() => setBroken(true)} />;
}
