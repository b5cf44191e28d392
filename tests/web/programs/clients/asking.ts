// Asks a server by the client that was generated in TypeScript; prints what it understood as JSON.
import { Configuration, Datum, ResponseError, StationsApi, VocabulariesApi } from "./client";

declare const process: { argv: string[] };

async function main(): Promise<void> {
  const configuration = new Configuration({ basePath: process.argv[2] });
  const stations = new StationsApi(configuration);
  const me = { lat: 36.66649, lon: 117.02349 };
  const found = await stations.nearest({
    ...me, datum: Datum.Gcj02, limit: 3, wants: ["drinking_water"], kind: ["rest_station"],
    open: "now",
  });
  const moment = await stations.nearest({ ...me, open: new Date("2026-11-21T11:00:00Z").toISOString() });
  const whole = await stations.station({ id: "a-open" });
  const box = await stations.inBox({ bbox: [116.9, 36.5, 117.3, 36.8] });
  const terms = await new VocabulariesApi(configuration).vocabularies();
  const refused = await stations.nearest({ ...me, limit: 99 }).catch(async (error: unknown) => {
    if (!(error instanceof ResponseError)) throw error;
    return error.response.json() as Promise<{ status: number; parameter: string }>;
  });
  if (!("status" in refused)) throw new Error("99 stations were given");
  console.log(JSON.stringify({
    datum: found.datum,
    near: found.stations.map((one) => [one.id, one.distanceM, one.open, one.wantsOpen]),
    closes_at: found.stations[0].closesAt?.toISOString(),
    later: moment.stations.length,
    station: [whole.id, whole.name, whole.amenities, whole.saidShut, whole.rating.count],
    box: box.features.map((one) => one.properties.id).sort(),
    terms: terms.amenities.map((one) => one.id),
    refused: [refused.status, refused.parameter],
  }));
}

void main();
