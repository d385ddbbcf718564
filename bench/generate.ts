import { type CampaignSummary, writeCampaign } from "./generator/campaign.ts";

/** Write an archive of `nodes` nodes that looks like a real campaign; the same count gives the same bytes. */
export function generateArchive(target: string, nodes: number): Promise<CampaignSummary> {
  return writeCampaign({ target, nodes });
}
